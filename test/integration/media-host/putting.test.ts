import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextHostedFileDue } from '../../../main/store/tables/hosted-files.ts'
import { listMediaHosts } from '../../../main/store/tables/media-hosts.ts'
import { startBucketServer, type BucketServer } from '../../support/bucket-server/bucket-server.ts'
import { fileOf, Hosts } from './support.ts'

const HOUR = 60 * 60_000

let first: BucketServer
let fallback: BucketServer
let hosts: Hosts
beforeEach(async () => {
  first = await startBucketServer('lamp')
  fallback = await startBucketServer('lantern', { region: 'eu-west-3' })
  hosts = new Hosts()
  for (const [place, server] of [
    ['first', first],
    ['fallback', fallback],
  ] as const) {
    expect(await hosts.save(place, server)).toMatchObject({ ok: true })
  }
})
afterEach(async () => {
  await hosts[Symbol.asyncDispose]()
  await first.close()
  await fallback.close()
})

const puts = (server: BucketServer): number => server.requests.filter((line) => line.startsWith('PUT')).length

describe('A file for a network that fetches it', () => {
  it('is put under a name that nobody can guess, can be read by everybody as what it is, and is removed when it is released', async () => {
    const file = fileOf('a picture of the harbour')
    const { url, name } = await hosts.port().put(file)
    expect(name).toMatch(/^chirp\/[0-9a-f]{32}\.jpg$/)
    expect(url).toBe(`${first.endpoint}/lamp/${name}`)
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('cache-control')).toBe('public, max-age=60')
    expect(await response.text()).toBe('a picture of the harbour')
    expect(fallback.files()).toEqual([])
    await hosts.port().release(name)
    expect(first.files()).toEqual([])
    expect((await fetch(url)).status).toBe(404)
    expect(hosts.store.read(nextHostedFileDue)).toBeNull()
  })

  it('is put once, however often its post asks for it, and stays until nobody counts on it', async () => {
    const before = puts(first)
    const file = fileOf('the same picture')
    const port = hosts.port()
    // At once, and again after the answer was lost.
    const [one, two] = await Promise.all([port.put(file), port.put(file)])
    const three = await hosts.port().put(file)
    expect([two, three]).toEqual([one, one])
    expect(puts(first) - before).toBe(1)
    await port.release(one.name)
    await port.release(one.name)
    expect(first.files()).toEqual([one.name])
    await port.release(one.name)
    expect(first.files()).toEqual([])
    // Another post with the same picture is another matter.
    expect((await port.put(file)).name).not.toBe(one.name)
  })

  it('is another file for another account', async () => {
    const file = fileOf('a picture')
    const mine = await hosts.port('acc_juno').put(file)
    const theirs = await hosts.port('acc_pia').put(file)
    expect(theirs.name).not.toBe(mine.name)
    await hosts.port('acc_juno').release(mine.name)
    expect(first.files()).toEqual([theirs.name])
  })

  it('of some megabytes arrives whole', async () => {
    const large = 'x'.repeat(7_000_000)
    const { url } = await hosts.port().put(fileOf(large, 'video/mp4'))
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(7_000_000)
  })
})

describe('Where the first host fails', () => {
  it.each([
    ['does not answer', (server: BucketServer) => void (server.rules.isDown = true)],
    ['refuses', (server: BucketServer) => void (server.rules.put = false)],
    ['is not public any more', (server: BucketServer) => void (server.rules.publicBelow = null)],
  ])('and %s, the fallback has the file', async (_what, breakIt) => {
    breakIt(first)
    const { url, name } = await hosts.port().put(fileOf('a picture'))
    expect(url).toBe(`${fallback.endpoint}/lantern/${name}`)
    expect(await (await fetch(url)).text()).toBe('a picture')
    await hosts.port().release(name)
    expect([first.files(), fallback.files()]).toEqual([[], []])
  })

  it('and the fallback too, what is wrong with each is said', async () => {
    first.rules.put = false
    fallback.rules.publicBelow = null
    await expect(hosts.port().put(fileOf('a picture'))).rejects.toMatchObject({
      error: {
        kind: 'invalid-input',
        issues: [
          { code: 'media-hosts-failed' },
          { code: 'media-host-no-put', values: { bucket: 'lamp' } },
          { code: 'media-host-not-public', values: { bucket: 'lantern' } },
        ],
      },
    })
    // One that may come back is waited for.
    first.rules.isDown = true
    await expect(hosts.port().put(fileOf('a picture'))).rejects.toMatchObject({
      error: { kind: 'platform-unavailable', reason: 'server-error', server: new URL(first.endpoint).host },
    })
  })
})

describe('What is left on a host', () => {
  it('goes after a day when nobody released it', async () => {
    const { name } = await hosts.port().put(fileOf('a picture'))
    // The server would not take the signature of a clock that is a day ahead.
    hosts.store.write((db) => db.run('update hosted_file set due_at = due_at - ?', 23 * HOUR))
    await hosts.keeper.look()
    expect(first.files()).toEqual([name])
    hosts.store.write((db) => db.run('update hosted_file set due_at = due_at - ?', HOUR))
    await hosts.keeper.look()
    expect(first.files()).toEqual([])
  })

  it('is removed later where it cannot be removed now, and release does not complain', async () => {
    const { name } = await hosts.port().put(fileOf('a picture'))
    first.rules.isDown = true
    await hosts.port().release(name)
    expect(first.files()).toEqual([name])
    first.rules.isDown = false
    await hosts.keeper.look()
    expect(first.files(), 'before its time has come').toEqual([name])
    hosts.store.write((db) => db.run('update hosted_file set due_at = due_at - 60000'))
    await hosts.keeper.look()
    expect(first.files()).toEqual([])
    expect(hosts.store.read(nextHostedFileDue)).toBeNull()
  })

  it('is given up after a week', async () => {
    const { name } = await hosts.port().put(fileOf('a picture'))
    first.rules.delete = false
    await hosts.port().release(name)
    hosts.store.write((db) => db.run('update hosted_file set due_at = 0, tried_at = tried_at - ?', 8 * 24 * HOUR))
    await hosts.keeper.look()
    expect(hosts.store.read(nextHostedFileDue)).toBeNull()
  })

  it('by a process that died while it put a file is removed by the next one', async () => {
    const { name } = await hosts.port().put(fileOf('a picture'))
    // As the store is when the process dies between the last byte and the answer.
    hosts.store.write((db) => db.run(`update hosted_file set state = 'putting', url = null where name = ?`, name))
    await hosts.stop()
    const next = new Hosts(hosts)
    await next.keeper.look()
    expect(first.files()).toEqual([])
    await next.stop()
  })

  it('is removed with the keys that put it there when the host is another one since, which are forgotten then', async () => {
    const { name } = await hosts.port().put(fileOf('a picture'))
    const old = hosts.store.read(listMediaHosts)[0]?.id ?? ''
    expect(await hosts.save('first', fallback)).toMatchObject({ ok: true })
    await hosts.keeper.look()
    // A network may still be about to fetch it.
    expect(first.files()).toEqual([name])
    expect(await hosts.secrets.read(`media-host/${old}`)).not.toBeNull()
    await hosts.port().release(name)
    expect(first.files()).toEqual([])
    expect(await hosts.secrets.read(`media-host/${old}`)).toBeNull()
    expect(hosts.store.read(listMediaHosts).map(({ place }) => place)).toEqual(['first', 'fallback'])
  })
})

it('a host that is given up takes its keys along, and the fallback is the first then', async () => {
  const ids = hosts.store.read(listMediaHosts).map(({ id }) => id)
  expect(hosts.service.remove({ place: 'first' })).toEqual({ ok: true, value: {} })
  await hosts.keeper.look()
  expect(hosts.service.list()).toMatchObject({ value: [{ place: 'first', name: 'lantern' }] })
  expect(await hosts.secrets.read(`media-host/${ids[0] ?? ''}`)).toBeNull()
  expect((await hosts.port().put(fileOf('a picture'))).url).toContain(fallback.endpoint)
  hosts.service.remove({ place: 'first' })
  expect(hosts.isSetUp()).toBe(false)
  expect(hosts.service.list()).toEqual({ ok: true, value: [] })
})

it('without its keys, as after a backup was restored elsewhere, it says that they are needed', async () => {
  for (const { id } of hosts.store.read(listMediaHosts)) await hosts.secrets.remove(`media-host/${id}`)
  await expect(hosts.port().put(fileOf('a picture'))).rejects.toMatchObject({
    error: { issues: [{ code: 'media-hosts-failed' }, { code: 'media-host-keys-missing' }, { code: 'media-host-keys-missing' }] },
  })
})
