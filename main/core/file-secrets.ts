import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { SecretStore } from './ports.ts'
import { writeWhole } from './write-whole.ts'

const SecretsFile = z.object({ version: z.literal(1), salt: z.string(), iv: z.string(), tag: z.string(), data: z.string() })
const Secrets = z.record(z.string(), z.string())

/** The key material: a passphrase of the person's own where there is one, else a random key in a file beside the secrets. */
function passphrase(directory: string, given: string | undefined): string {
  if (given !== undefined && given !== '') return given
  const path = join(directory, 'secrets.key')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const made = randomBytes(32).toString('base64url')
  writeWhole(path, made)
  return made
}

/**
 * Secrets in an AES-256-GCM file `secrets.json`, for machines without a system keyring. Without a passphrase the key lies beside it with
 * rights for its owner only: that protects a copied database or backup, not against someone who reads the whole folder; Settings says so.
 * Throws a sentence when the file is there and cannot be read with this key: nothing is overwritten then.
 */
export function openFileSecrets(directory: string, givenPassphrase: string | undefined): SecretStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'secrets.json')
  const phrase = passphrase(directory, givenPassphrase)
  let secrets: Record<string, string> = {}
  let salt = randomBytes(16)
  if (existsSync(path)) {
    try {
      const file = SecretsFile.parse(JSON.parse(readFileSync(path, 'utf8')))
      salt = Buffer.from(file.salt, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', scryptSync(phrase, salt, 32), Buffer.from(file.iv, 'base64'))
      decipher.setAuthTag(Buffer.from(file.tag, 'base64'))
      const text = Buffer.concat([decipher.update(Buffer.from(file.data, 'base64')), decipher.final()]).toString('utf8')
      secrets = Secrets.parse(JSON.parse(text))
    } catch (cause) {
      throw new Error(
        `The secrets in ${dirname(path)} cannot be read with this key. Set CHIRP_PASSPHRASE to the one they were saved with, or move secrets.json away and sign in again.`,
        { cause },
      )
    }
  }
  const key = scryptSync(phrase, salt, 32)
  const save = (): void => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    const data = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
    const text = JSON.stringify({
      version: 1,
      salt: salt.toString('base64'),
      iv: iv.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data: data.toString('base64'),
    } satisfies z.infer<typeof SecretsFile>)
    writeWhole(path, text)
  }
  return {
    protection: 'encrypted-file',
    read: (name) => Promise.resolve(Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null),
    write: (name, value) => {
      secrets = { ...secrets, [name]: value }
      save()
      return Promise.resolve()
    },
    remove: (name) => {
      const { [name]: _gone, ...rest } = secrets
      secrets = rest
      save()
      return Promise.resolve()
    },
  }
}
