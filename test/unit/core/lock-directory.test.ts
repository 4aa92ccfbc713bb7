import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockDirectory } from '../../../main/store/lock-directory.ts'

const directory = mkdtempSync(join(tmpdir(), 'chirp-lock-'))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('a data folder belongs to one Chirp at a time, and is free again when that one is done', () => {
  const first = lockDirectory(directory)
  expect(() => lockDirectory(directory)).toThrow(/^Another Chirp is using .* Close it first/)
  first.release()
  lockDirectory(directory).release()
})
