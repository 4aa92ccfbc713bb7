import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCore, type Core } from '../../../main/core/create-core.ts'
import { openFileSecrets } from '../../../main/core/file-secrets.ts'
import { createRouter, type Router } from '../../../main/api/router.ts'
import type { CallName, Input, Output } from '../../../shared/bridge/contract.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import type { Result } from '../../../shared/errors.ts'
import { until } from '../../support/real-core.ts'
import { damage, DataFolder } from './world.ts'

let folder: DataFolder
let core: Core
let router: Router
let events: BridgeEvent[]
const secret = 'a-token-that-nobody-may-see'

beforeEach(async () => {
  folder = new DataFolder()
  events = []
  await start()
})
afterEach(async () => {
  await core.close()
  folder[Symbol.dispose]()
})

async function start(): Promise<void> {
  const secrets = openFileSecrets(folder.directory, undefined)
  await secrets.write('session acc_demo', secret)
  core = await createCore({
    dataDirectory: folder.directory,
    host: 'headless',
    secrets,
    shell: { notify: () => undefined, isOnline: () => true },
  })
  router = createRouter(core.services, core.log)
  core.subscribe((event) => void events.push(event))
  core.start()
}

/** A call of the bridge that has to succeed, over the router that was made at the start. */
async function need<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
  // The router answers by the contract.
  const result = (await router(name, input)) as Result<Output<N>>
  if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.error)}`)
  return result.value
}

async function write(text: string): Promise<string> {
  return (await need('drafts.create', { replyTo: null, quote: null, targets: null, text })).id
}
const texts = async (): Promise<string[]> => (await need('drafts.list', {})).map(({ text }) => text).sort()
const taskOver = (): Promise<void> =>
  until(async () => {
    const answer = (await router('data.task', {})) as Result<Output<'data.task'>>
    return answer.ok && answer.value !== null && answer.value.state !== 'running'
  })
const restored = (): number => events.filter(({ topic }) => topic === 'restarted').length

describe('going back to a backup', () => {
  it('brings everything back as it was, and what was there meanwhile can be had again', async () => {
    await need('app.startDemo', {})
    await write('Before')
    const { posts } = await need('app.storage', {})
    expect(posts).toBeGreaterThan(10)
    expect(await need('data.backUp', {})).toEqual({ begun: true })
    await taskOver()
    const [backup] = await need('data.backups', {})
    expect(await need('data.task', {})).toMatchObject({ kind: 'backup', state: 'done', path: join(folder.paths.backups, backup!.id) })
    await write('After')
    await need('app.removeDemo', {})

    expect(await need('data.restore', { id: backup!.id })).toEqual({ begun: true })
    await taskOver()
    expect(await need('data.task', {})).toMatchObject({ kind: 'restore', state: 'done' })
    expect(restored()).toBe(1)
    expect(await texts()).toEqual(['Before'])
    expect((await need('app.storage', {})).posts).toBeGreaterThanOrEqual(posts)
    expect(await need('data.mended', {})).toMatchObject({ how: 'restored', backupAt: backup!.at, drafts: 0 })
    await need('data.dismissMended', {})
    expect(await need('data.mended', {})).toBeNull()

    const replaced = (await need('data.backups', {})).find(({ kind }) => kind === 'replaced')
    await need('data.restore', { id: replaced!.id })
    await taskOver()
    expect(await texts()).toEqual(['After', 'Before'])
    expect((await need('accounts.list', {})).length).toBe(0)
  })

  it('tells what happens over the same subscriptions, and calls meanwhile are told to wait', async () => {
    await need('data.backUp', {})
    await taskOver()
    const [backup] = await need('data.backups', {})
    events = []
    await need('data.restore', { id: backup!.id })
    const refused = new Set<string>()
    while (restored() === 0) {
      const answer = await router('drafts.list', {})
      if (!answer.ok) refused.add(JSON.stringify(answer.error))
      await new Promise((passed) => setImmediate(passed))
    }
    expect([...refused]).toEqual(refused.size === 0 ? [] : [JSON.stringify({ kind: 'storage-unavailable', reason: 'busy' })])
    await write('Later')
    await until(() => events.some((event) => event.topic === 'drafts'))
  })

  it('is refused for what is no sound backup of this Chirp, and nothing is changed', async () => {
    await write('Mine')
    await need('data.backUp', {})
    await taskOver()
    const [backup] = await need('data.backups', {})
    const { writeFileSync } = await import('node:fs')
    writeFileSync(join(folder.paths.backups, backup!.id, 'chirp.sqlite'), 'nonsense '.repeat(1000))
    await need('data.restore', { id: backup!.id })
    await taskOver()
    expect(await need('data.task', {})).toMatchObject({
      state: 'failed',
      error: { kind: 'invalid-input', issues: [{ field: 'id', code: 'backup-damaged' }] },
    })
    expect(restored()).toBe(0)
    expect(await texts()).toEqual(['Mine'])
    expect(await router('data.restore', { id: '../secrets.json' })).toMatchObject({ ok: false })
  })
})

describe('a database that is damaged while it is used', () => {
  it('is replaced, and the person is told', async () => {
    await need('app.startDemo', {})
    await write('Kept')
    await need('data.backUp', {})
    await taskOver()
    await core.close()
    damage(folder, 'post')
    await start()
    const [first] = await need('data.backups', {})
    // Somebody looks at what is damaged.
    await until(async () => {
      await router('timeline.page', { cursor: null, limit: 100, accountIds: null })
      await router('app.storage', {})
      await router('data.export', {})
      return restored() > 0
    })
    expect(await need('data.mended', {})).toMatchObject({ how: 'mended', backupAt: first!.at })
    expect(await texts()).toEqual(['Kept'])
    expect((await need('app.storage', {})).posts).toBeGreaterThan(10)
  })
})

describe('an export', () => {
  it('has everything in lines, says what each field means, and has no secrets', async () => {
    await need('app.startDemo', {})
    await write('A thought')
    const view = await need('views.save', { id: null, source: { kind: 'tag', tag: 'letterpress', accountIds: null } })
    const { added } = await need('views.refresh', { id: view.id })
    expect(added).toBeGreaterThan(0)
    const { posts } = await need('app.storage', {})
    expect(await need('data.export', {})).toEqual({ begun: true })
    await taskOver()
    const task = await need('data.task', {})
    expect(task).toMatchObject({ kind: 'export', state: 'done', done: task!.total })
    const path = task!.path ?? ''
    const manifest = JSON.parse(readFileSync(join(path, 'export.json'), 'utf8')) as {
      format: number
      files: Record<string, { file: string; lines: number; fields: Record<string, string> }>
    }
    expect(manifest.format).toBe(1)
    expect(Object.keys(manifest.files)).toEqual([
      'accounts',
      'authors',
      'posts',
      'timeline',
      'notifications',
      'drafts',
      'outbox',
      'counts',
      'views',
      'view-posts',
      'mutes',
      'settings',
    ])
    for (const { file, lines, fields } of Object.values(manifest.files)) {
      const rows = readFileSync(join(path, file), 'utf8').split('\n').filter(Boolean)
      expect(rows).toHaveLength(lines)
      for (const row of rows) expect(Object.keys(JSON.parse(row) as object)).toEqual(Object.keys(fields))
    }
    expect(manifest.files['posts']?.lines).toBeGreaterThanOrEqual(posts)
    expect(manifest.files).toMatchObject({ views: { lines: 1 }, 'view-posts': { lines: added } })
    expect(readFileSync(join(path, 'drafts.jsonl'), 'utf8')).toContain('A thought')
    const all = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const entry of all) expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(secret)
    const key = readFileSync(join(folder.directory, 'secrets.key'), 'utf8').trim()
    for (const entry of all) expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(key)
  })

  it('can be stopped, and leaves nothing then', async () => {
    await need('app.startDemo', {})
    await need('data.export', {})
    await need('data.cancel', {})
    await taskOver()
    expect(await need('data.task', {})).toMatchObject({ state: 'cancelled' })
    expect(readdirSync(folder.paths.exports)).toEqual([])
  })
})

it('what takes room is measured by kind', async () => {
  await need('app.startDemo', {})
  const holdings = await need('data.holdings', {})
  expect(holdings.map(({ kind }) => kind)).toEqual(['posts', 'notifications', 'search', 'rest', 'free', 'pictures', 'files', 'backups'])
  const { databaseBytes, posts } = await need('app.storage', {})
  const inDatabase = holdings.slice(0, 5).reduce((sum, { bytes }) => sum + bytes, 0)
  expect(holdings[0]).toMatchObject({ kind: 'posts', count: posts })
  // Pages may be on their way from the log into the file.
  expect(inDatabase / databaseBytes).toBeGreaterThan(0.8)
  expect(inDatabase / databaseBytes).toBeLessThan(1.2)
})
