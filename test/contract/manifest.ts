import { describe, expect, test } from 'vitest'
import type { PlatformConnector } from '../../main/connectors/connector.ts'
import { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import { neverAborted, type ContractSetup } from './setup.ts'

/** Every `{ value, source, checkedOn }` below a value. */
function* limitsIn(value: unknown): Generator<{ value: number; source: string; checkedOn: string; strength: string }> {
  if (typeof value !== 'object' || value === null) return
  if ('checkedOn' in value && 'value' in value) yield value as { value: number; source: string; checkedOn: string; strength: string }
  for (const each of Object.values(value)) yield* limitsIn(each)
}

function checkMembers(connector: PlatformConnector, capabilities: PlatformCapabilities): void {
  const has = (member: unknown) => member !== undefined
  expect({
    publish: has(connector.publish),
    schedule: has(connector.publish?.schedule),
    source: has(connector.source),
    edit: has(connector.edit),
    delete: has(connector.delete),
    engage: has(connector.engage),
    follow: has(connector.engage?.follow),
    thread: has(connector.thread),
    atomicThreads: has(connector.publish?.thread),
    markRead: has(connector.markRead),
    live: has(connector.live),
    offeredViews: has(connector.offeredViews),
  }).toEqual({
    publish: capabilities.text.limits.length > 0,
    schedule: capabilities.schedule !== null,
    // What can be deleted or edited can be written anew.
    source: capabilities.delete || capabilities.edit,
    edit: capabilities.edit,
    delete: capabilities.delete,
    engage: capabilities.engagements.length > 0 || capabilities.follow,
    follow: capabilities.follow,
    thread: capabilities.readsThreads,
    atomicThreads: capabilities.thread?.atomic === true,
    markRead: capabilities.readMarker !== null,
    live: capabilities.streams.live,
    offeredViews: capabilities.streams.lists || capabilities.streams.feeds,
  })
  if (capabilities.replyPolicy !== null) expect(capabilities.replyPolicy.audiences.length).toBeGreaterThan(0)
  // Who is allowed by nothing else is allowed by default: a choice of one is none.
  if (capabilities.quotePolicy !== null) expect(capabilities.quotePolicy.length).toBeGreaterThan(1)
  if (has(connector.metrics)) expect(capabilities.metrics).not.toEqual([])
  if (has(connector.readMark)) expect(capabilities.readMarker).not.toBeNull()
  if (capabilities.reply || capabilities.quote !== null || capabilities.poll !== null || capabilities.images !== null)
    expect(has(connector.publish)).toBe(true)
}

export function describeManifest(setup: () => Promise<ContractSetup>): void {
  describe('The manifest', () => {
    test('agrees with the members, and every limit says where it is from', async () => {
      const { connector } = await setup()
      const { manifest, authenticate } = connector
      expect(PlatformCapabilities.parse(manifest.capabilities)).toEqual(manifest.capabilities)
      checkMembers(connector, manifest.capabilities)
      for (const limit of limitsIn(manifest.capabilities)) {
        expect(limit.value).toBeGreaterThanOrEqual(0)
        expect(limit.source).not.toBe('')
        expect(limit.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      }
      expect(manifest.letter).toMatch(/^[a-z]$/)
      expect(manifest.platform).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(manifest.name).not.toBe('')
      expect(manifest.pollMs.home).toBeGreaterThanOrEqual(1_000)
      expect(manifest.pollMs.notifications).toBeGreaterThanOrEqual(1_000)
      if (manifest.listed) {
        expect(manifest.summary).not.toBe('')
        expect(manifest.authMethods).not.toEqual([])
      }
      const kinds = manifest.authMethods.map(({ kind }) => kind)
      expect(authenticate.signIn !== undefined).toBe(kinds.includes('credentials'))
      expect(authenticate.startOAuth !== undefined && authenticate.finishOAuth !== undefined).toBe(kinds.includes('oauth'))
      expect(new Set(manifest.authMethods.map(({ id }) => id)).size).toBe(manifest.authMethods.length)
    })

    test('has rate rules that can be kept', async () => {
      const { manifest } = (await setup()).connector
      expect(new Set(manifest.rateRules.map(({ id }) => id)).size).toBe(manifest.rateRules.length)
      const budgets = new Map<string, string>()
      for (const rule of manifest.rateRules) {
        expect(rule.limit).toBeGreaterThan(0)
        expect(rule.perMs).toBeGreaterThan(0)
        expect(rule.source).not.toBe('')
        expect(rule.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        // A global or sticky pattern remembers where it was and matches every other time.
        expect(rule.path.flags).not.toMatch(/[gy]/)
        if (rule.method !== null) expect(rule.method).toBe(rule.method.toUpperCase())
        if (rule.budget === undefined) continue
        const shape = JSON.stringify([rule.scope, rule.limit, rule.perMs])
        expect(budgets.get(rule.budget) ?? shape).toBe(shape)
        budgets.set(rule.budget, shape)
      }
    })

    test('is what an account can really do', async () => {
      const { connector, context } = await setup()
      const given = await context(neverAborted())
      const capabilities = await connector.discover(given)
      expect(PlatformCapabilities.parse(capabilities)).toEqual(capabilities)
      expect(capabilities.askedAt).toBe(given.clock())
      if (capabilities.edit) expect(connector.edit).toBeDefined()
      if (capabilities.streams.lists || capabilities.streams.feeds) expect(connector.offeredViews).toBeDefined()
      if (capabilities.search.filters.length > 0) expect(capabilities.search.posts).toBe(true)
      if (capabilities.streams.live) expect(connector.live).toBeDefined()
      if (capabilities.schedule !== null) expect(connector.publish?.schedule).toBeDefined()
      const who = await connector.check(given)
      expect(who.author.id).toBe(given.account.authorId)
      expect(who.author.platform).toBe(connector.manifest.platform)
    })
  })
}
