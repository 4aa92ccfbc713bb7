import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFileSecrets } from '../../../main/core/file-secrets.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-secrets-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('a secret is there again after a restart, and nowhere in clear', async () => {
  await openFileSecrets(directory, undefined).write('account/a', 'correct horse')
  expect(await openFileSecrets(directory, undefined).read('account/a')).toBe('correct horse')
  expect(await openFileSecrets(directory, undefined).read('toString')).toBeNull()
  for (const name of readdirSync(directory)) {
    expect(readFileSync(join(directory, name), 'latin1')).not.toContain('correct horse')
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
  }
})

test('with a passphrase there is no key file, and another passphrase is refused without losing anything', async () => {
  await openFileSecrets(directory, 'one').write('account/a', 'x')
  expect(readdirSync(directory)).toEqual(['secrets.json'])
  expect(() => openFileSecrets(directory, 'two')).toThrow(/Set CHIRP_PASSPHRASE/)
  expect(await openFileSecrets(directory, 'one').read('account/a')).toBe('x')
})

test('a removed secret is gone from the file', async () => {
  const secrets = openFileSecrets(directory, undefined)
  await secrets.write('account/a', 'x')
  await secrets.remove('account/a')
  expect(await openFileSecrets(directory, undefined).read('account/a')).toBeNull()
})
