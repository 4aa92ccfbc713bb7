import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BucketClient } from '../../../main/media-host/client.ts'
import { createHostKeys } from '../../../main/services/media-host/host-keys.ts'
import { HostedFileKeeper } from '../../../main/services/media-host/hosted-file-keeper.ts'
import type { Store } from '../../../main/store/open-database.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { addHostedFile, markHostedFileThere, nextHostedFileDue, releaseHostedFile } from '../../../main/store/tables/hosted-files.ts'
import { listMediaHosts, saveMediaHosts } from '../../../main/store/tables/media-hosts.ts'
import { AppFailure } from '../../../shared/errors.ts'
import { memorySecrets } from '../../integration/mastodon/support.ts'
import { virtualTime, type VirtualTime } from '../kit/virtual-time.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const host = {
  id: 'h',
  place: 'first',
  endpoint: 'https://s3.example',
  region: 'us-east-1',
  name: 'lamp',
  publicBase: null,
  style: 'path',
  chosenStyle: null,
} as const

let store: Store
let time: VirtualTime
let keeper: HostedFileKeeper
const secrets = memorySecrets()
/** When each removal was tried, minutes after the start, and whether the host is there. */
let tried: number[]
let isDown: boolean
let start: number

beforeEach(async () => {
  store = openStore(':memory:')
  time = virtualTime()
  start = time.clock()
  tried = []
  isDown = false
  const keys = createHostKeys(secrets)
  await keys.write('h', { accessKeyId: 'key', secretAccessKey: 'secret' })
  store.write((db) => saveMediaHosts(db, [host]))
  const client: BucketClient = {
    put: () => Promise.reject(new Error('Nothing is put here')),
    prove: () => Promise.reject(new Error('Nothing is read here')),
    remove: () => {
      tried.push(Math.round((time.clock() - start) / MINUTE))
      const error = { kind: 'platform-unavailable', reason: 'unreachable', server: 's3.example', message: null } as const
      return isDown ? Promise.reject(new AppFailure(error)) : Promise.resolve()
    },
  }
  keeper = new HostedFileKeeper({ store, keys, connect: () => client, timer: time.timer, clock: time.clock, log: silent })
})
afterEach(async () => {
  await keeper[Symbol.asyncDispose]()
  store.close()
})

const put = (name: string): void =>
  store.write((db) => {
    addHostedFile(db, { name, hostId: 'h', accountId: 'acc', sha256: 'a'.repeat(64) }, time.clock() + DAY)
    markHostedFileThere(db, name, `https://s3.example/lamp/${name}`)
  })
const release = (name: string): void => store.write((db) => releaseHostedFile(db, name, time.clock()))

it('what nobody released goes when its day is over, by itself', async () => {
  put('chirp/a')
  keeper.start()
  await time.run(start + DAY - MINUTE)
  expect(tried).toEqual([])
  await time.run(start + DAY + MINUTE)
  expect(tried).toEqual([24 * 60])
  expect(store.read(nextHostedFileDue)).toBeNull()
})

it('what cannot be removed is tried again ever more rarely, and given up after a week', async () => {
  put('chirp/a')
  release('chirp/a')
  isDown = true
  keeper.start()
  await time.run(start + 9 * DAY)
  const waits = tried.map((at, index) => at - (tried[index - 1] ?? 0))
  expect(waits.slice(1, 12)).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360])
  expect(tried.at(-1)).toBeGreaterThan(7 * 24 * 60)
  expect(tried.at(-1)).toBeLessThan(7 * 24 * 60 + 400)
  expect(store.read(nextHostedFileDue)).toBeNull()
})

it('it goes when the host is there again', async () => {
  put('chirp/a')
  release('chirp/a')
  isDown = true
  keeper.start()
  await time.run(start + 10 * MINUTE)
  isDown = false
  await time.run(start + 30 * MINUTE)
  expect(store.read(nextHostedFileDue)).toBeNull()
})

it('nothing is tried before the start, nor after the end', async () => {
  put('chirp/a')
  release('chirp/a')
  await keeper.look()
  expect(tried).toEqual([])
  isDown = true
  keeper.start()
  await keeper.look()
  await keeper[Symbol.asyncDispose]()
  const before = tried.length
  await time.run(start + DAY)
  expect(tried).toHaveLength(before)
  expect(store.read(nextHostedFileDue)).not.toBeNull()
})

it('a host that was given up is forgotten with its keys when its last file is gone, and not before', async () => {
  put('chirp/a')
  store.write((db) => saveMediaHosts(db, [{ ...host, place: 'retired' }]))
  keeper.start()
  await time.run(start + MINUTE)
  expect([store.read(listMediaHosts).length, await secrets.read('media-host/h')]).toEqual([1, expect.any(String)])
  await time.run(start + DAY + MINUTE)
  expect([store.read(listMediaHosts), await secrets.read('media-host/h')]).toEqual([[], null])
})
