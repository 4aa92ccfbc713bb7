import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../main/store/open-database.ts'
import { openStore } from '../../main/store/open-database.ts'
import {
  addHostedFile,
  dueHostedFiles,
  findHostedFile,
  hasHostedFiles,
  markHostedFileThere,
  nextHostedFileDue,
  postponeHostedFile,
  releaseHostedFile,
  releaseUnfinishedFiles,
  removeHostedFile,
  useHostedFile,
} from '../../main/store/tables/hosted-files.ts'
import { hasMediaHost, listMediaHosts, saveMediaHosts, type KeptMediaHost } from '../../main/store/tables/media-hosts.ts'
import { HOUR, NOON } from './builders.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
})
afterEach(() => store.close())

const file = { accountId: 'acc_me', sha256: 'a'.repeat(64) }
const add = (name: string, dueAt = NOON + 24 * HOUR): void => store.write((db) => addHostedFile(db, { ...file, name, hostId: 'h' }, dueAt))
const due = (now: number): string[] => store.read((db) => dueHostedFiles(db, now, 10).map(({ name }) => name))

test('a file is found when it was read at its address, by its account, while it stays long enough', () => {
  add('chirp/a')
  expect(store.read((db) => findHostedFile(db, file, NOON))).toBeNull()
  store.write((db) => markHostedFileThere(db, 'chirp/a', 'https://cdn.example/chirp/a'))
  expect(store.read((db) => findHostedFile(db, file, NOON))).toMatchObject({ name: 'chirp/a', url: 'https://cdn.example/chirp/a' })
  expect(store.read((db) => findHostedFile(db, { ...file, accountId: 'acc_other' }, NOON))).toBeNull()
  expect(store.read((db) => findHostedFile(db, file, NOON + 24 * HOUR))).toBeNull()
})

test('it is due when the last one who counts on it lets go, or its time is over', () => {
  add('chirp/a')
  store.write((db) => {
    markHostedFileThere(db, 'chirp/a', 'https://cdn.example/chirp/a')
    useHostedFile(db, 'chirp/a', NOON + 30 * HOUR)
    releaseHostedFile(db, 'chirp/a', NOON)
  })
  expect([due(NOON), due(NOON + 24 * HOUR), due(NOON + 30 * HOUR)]).toEqual([[], [], ['chirp/a']])
  store.write((db) => releaseHostedFile(db, 'chirp/a', NOON + 1))
  expect(due(NOON + 1)).toEqual(['chirp/a'])
  expect(store.read((db) => findHostedFile(db, file, NOON))).toBeNull()
  // Letting go once too often, or of what is not there, changes nothing.
  store.write((db) => {
    releaseHostedFile(db, 'chirp/a', NOON + HOUR)
    releaseHostedFile(db, 'chirp/b', NOON)
  })
  expect(due(NOON + 1)).toEqual(['chirp/a'])
})

test('what could not be removed is tried again, the longest due first, and the first try is remembered', () => {
  add('chirp/late', NOON + 2)
  add('chirp/early', NOON + 1)
  expect(due(NOON + 2)).toEqual(['chirp/early', 'chirp/late'])
  store.write((db) => postponeHostedFile(db, 'chirp/early', NOON + 2, NOON + 10))
  store.write((db) => postponeHostedFile(db, 'chirp/early', NOON + 10, NOON + 20))
  expect(store.read((db) => dueHostedFiles(db, NOON + 20, 10)).find(({ name }) => name === 'chirp/early')).toMatchObject({
    state: 'released',
    triedAt: NOON + 2,
    tries: 2,
  })
  store.write((db) => removeHostedFile(db, 'chirp/late'))
  expect(store.read(nextHostedFileDue)).toBe(NOON + 20)
  expect(store.read((db) => [hasHostedFiles(db, 'h'), hasHostedFiles(db, 'other')])).toEqual([true, false])
})

test('what an earlier process was putting is due at once', () => {
  add('chirp/half')
  add('chirp/whole')
  store.write((db) => {
    markHostedFileThere(db, 'chirp/whole', 'https://cdn.example/chirp/whole')
    releaseUnfinishedFiles(db, NOON)
  })
  expect(due(NOON)).toEqual(['chirp/half'])
})

test('media hosts are kept in the order in which they are tried; a value that cannot be read is none', () => {
  const host = (place: KeptMediaHost['place']): KeptMediaHost => ({
    id: place,
    place,
    endpoint: 'https://s3.example',
    region: 'us-east-1',
    name: 'lamp',
    publicBase: null,
    style: 'path',
    chosenStyle: null,
  })
  store.write((db) => saveMediaHosts(db, [host('retired')]))
  expect(store.read(hasMediaHost)).toBe(false)
  store.write((db) => saveMediaHosts(db, [host('retired'), host('fallback'), host('first')]))
  expect(store.read(listMediaHosts)).toEqual([host('first'), host('fallback'), host('retired')])
  expect(store.read(hasMediaHost)).toBe(true)
  store.write((db) => db.run(`update setting set value = '{"no": true}' where key = 'mediaHosts'`))
  expect(store.read(listMediaHosts)).toEqual([])
})
