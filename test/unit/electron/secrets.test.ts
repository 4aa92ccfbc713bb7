import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFileSecrets } from '../../../main/core/file-secrets.ts'
import { openDesktopSecrets, SecretsRefused, type DesktopSecretsOptions } from '../../../main/electron/secrets.ts'
import { makeSafeStorage, type KeyringKind, type KeyringState } from '../../support/electron-stand-in/safe-storage.ts'

let directory: string
let keyring: KeyringState
let warnings: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-secrets-'))
  keyring = { kind: 'works', keys: [randomBytes(32)] }
  warnings = []
})
afterEach(() => rmSync(directory, { recursive: true }))

const open = (options: Partial<DesktopSecretsOptions> = {}) =>
  openDesktopSecrets({
    directory,
    keyring: makeSafeStorage(keyring),
    platform: 'linux',
    passphrase: undefined,
    ask: () => Promise.reject(new Error('not to be asked')),
    warn: (message) => warnings.push(message),
    ...options,
  })
const file = (): string => join(directory, 'secrets.electron.json')

it('keeps secrets over a restart, encrypted, for its owner only', async () => {
  const secrets = await open()
  expect(secrets.protection).toBe('system-keyring')
  await secrets.write('session', 'a refresh token')
  await secrets.write('other', 'another')
  await secrets.remove('other')
  const again = await open()
  expect(await Promise.all([again.read('session'), again.read('other'), again.read('toString')])).toEqual(['a refresh token', null, null])
  const text = readFileSync(file(), 'utf8')
  expect(text).not.toContain('a refresh token')
  expect(text).not.toContain(Buffer.from('a refresh token').toString('base64'))
  if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory)).toEqual(['secrets.electron.json'])
})

it('ends with the last of two writes, whichever was encrypted first', async () => {
  const slow = makeSafeStorage(keyring)
  const secrets = await open({
    keyring: {
      ...slow,
      encryptStringAsync: async (text) => {
        await new Promise((resolve) => setTimeout(resolve, text === 'first' ? 30 : 0))
        return slow.encryptStringAsync(text)
      },
    },
  })
  await Promise.all([secrets.write('session', 'first'), secrets.write('session', 'second'), secrets.write('more', 'third')])
  expect(await Promise.all([secrets.read('session'), secrets.read('more')])).toEqual(['second', 'third'])
})

it('encrypts again with the new key when the keyring has changed it', async () => {
  await (await open()).write('session', 'token')
  const before = readFileSync(file(), 'utf8')
  keyring.keys.push(randomBytes(32))
  expect(await (await open()).read('session')).toBe('token')
  expect(readFileSync(file(), 'utf8')).not.toBe(before)
  // The old key is no longer needed.
  keyring.keys[0] = randomBytes(32)
  expect(await (await open()).read('session')).toBe('token')
})

it.each<KeyringKind>(['none', 'basic_text'])('says so where there is no keyring (%s), and keeps nothing in clear', async (kind) => {
  keyring.kind = kind
  const secrets = await open()
  expect(secrets.protection).toBe('encrypted-file')
  await secrets.write('session', 'a refresh token')
  expect(await (await open()).read('session')).toBe('a refresh token')
  expect(existsSync(file())).toBe(false)
  for (const name of readdirSync(directory)) expect(readFileSync(join(directory, name), 'utf8')).not.toContain('a refresh token')
})

it('does not ask the backend where only Linux has one', async () => {
  keyring.kind = 'basic_text'
  expect((await open({ platform: 'win32' })).protection).toBe('system-keyring')
})

it('takes what the headless host kept, once, and leaves nothing of it behind', async () => {
  const headless = openFileSecrets(directory, undefined)
  await headless.write('session', 'from the file')
  const secrets = await open()
  expect(await secrets.read('session')).toBe('from the file')
  expect(await openFileSecrets(directory, undefined).read('session')).toBeNull()
  expect(await (await open()).read('session')).toBe('from the file')
})

it('believes the file over the keyring, for it was written later', async () => {
  await (await open()).write('session', 'older')
  await openFileSecrets(directory, undefined).write('session', 'newer')
  const secrets = await open()
  expect(await secrets.read('session')).toBe('newer')
  await openFileSecrets(directory, undefined).write('session', 'left over')
  const other = await open()
  await other.write('session', 'written')
  expect(await (await open()).read('session')).toBe('written')
})

it('goes on without a file whose passphrase it does not know, and says so', async () => {
  await openFileSecrets(directory, 'of my own').write('session', 'x')
  expect(await (await open()).read('session')).toBeNull()
  expect(warnings).toEqual(['The secrets file of the headless host could not be taken over.'])
  expect(await openFileSecrets(directory, 'of my own').read('session')).toBe('x')
})

it('has nothing for a secret that the keyring refuses, and does not lose it', async () => {
  await (await open()).write('session', 'token')
  keyring.kind = 'failing'
  expect(await (await open()).read('session')).toBeNull()
  expect(warnings).toEqual(['A secret could not be decrypted by the system keyring.'])
  keyring.kind = 'works'
  expect(await (await open()).read('session')).toBe('token')
})

it('says that a secret could not be kept', async () => {
  keyring.kind = 'failing'
  await expect((await open()).write('session', 'token')).rejects.toThrow()
  expect(existsSync(file())).toBe(false)
})

it('asks when the keyring has gone, until it is there, or goes on without, or not at all', async () => {
  await (await open()).write('session', 'token')
  keyring.kind = 'none'
  let asked = 0
  const again = await open({
    ask: () => {
      asked += 1
      if (asked === 2) keyring.kind = 'works'
      return Promise.resolve('again')
    },
  })
  expect([asked, await again.read('session')]).toEqual([2, 'token'])
  keyring.kind = 'none'
  expect((await open({ ask: () => Promise.resolve('without') })).protection).toBe('encrypted-file')
  await expect(open({ ask: () => Promise.resolve('quit') })).rejects.toBeInstanceOf(SecretsRefused)
})

it('refuses a damaged file with a sentence, and leaves it as it is', async () => {
  writeFileSync(file(), '{"version":1,"entries":{"session":5}}')
  await expect(open()).rejects.toThrow('is damaged. Move it away and sign in again.')
  expect(readFileSync(file(), 'utf8')).toContain('"session":5')
})

it('does not lose what is there when a crash left a half-written file', async () => {
  await (await open()).write('session', 'token')
  writeFileSync(`${file()}.new`, '{"ver')
  chmodSync(`${file()}.new`, 0o644)
  const secrets = await open()
  await secrets.write('other', 'x')
  expect(await (await open()).read('session')).toBe('token')
  if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
})
