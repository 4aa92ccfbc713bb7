import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { z } from 'zod'
import { openFileSecrets } from '../core/file-secrets.ts'
import type { SecretStore } from '../core/ports.ts'
import { writeWhole } from '../core/write-whole.ts'

/** The part of `safeStorage` that is used: never the old one that blocks. */
export type Keyring = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/** What openDesktopSecrets needs. */
export type DesktopSecretsOptions = {
  readonly directory: string
  readonly keyring: Keyring
  readonly platform: NodeJS.Platform
  /** The person's own passphrase for the secrets file, if there is one. */
  readonly passphrase: string | undefined
  /** Asked when secrets were kept with the keyring and it is not there now: locked, or another desktop. */
  readonly ask: () => Promise<'again' | 'without' | 'quit'>
  /** Told what went wrong with a single secret; never the secret. */
  readonly warn: (message: string, error: unknown) => void
}

/** By name, base64 of what `safeStorage` made of it. */
const KeptFile = z.object({ version: z.literal(1), entries: z.record(z.string(), z.base64()) })

/** The person chose to leave rather than to go on without their secrets. */
export class SecretsRefused extends Error {}

async function hasKeyring(keyring: Keyring, platform: NodeJS.Platform): Promise<boolean> {
  // There the "encryption" is with a password that is in Chromium's sources: a file with a key of its own is better, and says what it is.
  if (platform === 'linux' && keyring.getSelectedStorageBackend() === 'basic_text') return false
  return keyring.isAsyncEncryptionAvailable().catch(() => false)
}

/**
 * Secrets encrypted by the system's keyring, in `secrets.electron.json`; where there is none, the secrets file of the headless host, whose
 * `protection` says so. What is in that file moves to the keyring when it is first read with one. Throws a sentence when the file is
 * damaged, and `SecretsRefused` when the person chose to quit.
 */
export async function openDesktopSecrets(options: DesktopSecretsOptions): Promise<SecretStore> {
  const { directory, keyring, platform, passphrase, ask } = options
  const path = join(directory, 'secrets.electron.json')
  const kept = readKept(path)
  while (!(await hasKeyring(keyring, platform))) {
    if (Object.keys(kept).length === 0) return openFileSecrets(directory, passphrase)
    const choice = await ask()
    if (choice === 'quit') throw new SecretsRefused()
    if (choice === 'without') return openFileSecrets(directory, passphrase)
  }
  return keyringSecrets(path, kept, options)
}

function readKept(path: string): Record<string, string> {
  if (!existsSync(path)) return {}
  try {
    return KeptFile.parse(JSON.parse(readFileSync(path, 'utf8'))).entries
  } catch (cause) {
    throw new Error(`${path} is damaged. Move it away and sign in again.`, { cause })
  }
}

/** The secrets file of the headless host, if there is one and it can be opened. */
function openEarlierFile({ directory, passphrase, warn }: DesktopSecretsOptions): SecretStore | null {
  if (!existsSync(join(directory, 'secrets.json'))) return null
  try {
    return openFileSecrets(directory, passphrase)
  } catch (error) {
    warn('The secrets file of the headless host could not be taken over.', error)
    return null
  }
}

function keyringSecrets(path: string, kept: Record<string, string>, options: DesktopSecretsOptions): SecretStore {
  const { keyring, warn } = options
  const earlier = openEarlierFile(options)
  let entries = kept
  let last: Promise<unknown> = Promise.resolve()
  /** One after another: two writes of one name must not overtake each other while they are encrypted. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  const save = (changed: Record<string, string>): void => {
    writeWhole(path, JSON.stringify({ version: 1, entries: changed } satisfies z.infer<typeof KeptFile>))
    entries = changed
  }
  const put = async (name: string, value: string): Promise<void> => {
    const encrypted = await keyring.encryptStringAsync(value)
    save({ ...entries, [name]: encrypted.toString('base64') })
    await earlier?.remove(name)
  }
  const get = async (name: string): Promise<string | null> => {
    // Whatever is still in the file was written later than what the keyring has: it moves as soon as it is read.
    const moving = (await earlier?.read(name)) ?? null
    if (moving !== null) {
      await put(name, moving)
      return moving
    }
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
    if (entry === undefined) return null
    try {
      const { result, shouldReEncrypt } = await keyring.decryptStringAsync(Buffer.from(entry, 'base64'))
      if (shouldReEncrypt) await put(name, result)
      return result
    } catch (error) {
      // Of another person or machine, or refused by the keyring just now. It stays until it is replaced.
      warn('A secret could not be decrypted by the system keyring.', error)
      return null
    }
  }
  return {
    protection: 'system-keyring',
    read: (name) => inOrder(() => get(name)),
    write: (name, value) => inOrder(() => put(name, value)),
    remove: (name) =>
      inOrder(async () => {
        await earlier?.remove(name)
        const { [name]: removed, ...rest } = entries
        if (removed !== undefined) save(rest)
      }),
  }
}
