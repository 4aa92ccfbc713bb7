import type { ConnectorManifest, RatedRequest, RateRule, SignInField } from '../connector.ts'
import { blueskyCapabilities } from './capabilities.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const RATE_PAGE = { source: 'https://docs.bsky.app/docs/advanced-guides/rate-limits', checkedOn: '2026-11-20' } as const

/** Where most accounts are. */
const DEFAULT_SERVER = 'https://bsky.social'

/** Points of a repository write. */
const POINTS = { create: 3, update: 2, delete: 1 } as const

const WRITE_COSTS: readonly { readonly method: string; readonly cost: RateRule['cost'] }[] = [
  { method: 'createRecord', cost: POINTS.create },
  { method: 'putRecord', cost: POINTS.update },
  { method: 'deleteRecord', cost: POINTS.delete },
  { method: 'applyWrites', cost: costOfBatch },
]

/** What the writes in the JSON body of an applyWrites cost together. */
function costOfBatch({ body }: RatedRequest): number {
  const writes = [...(body ?? '').matchAll(/"com\.atproto\.repo\.applyWrites#(create|update|delete)"/g)]
  return writes.reduce((sum, [, kind]) => sum + (kind === 'update' ? POINTS.update : kind === 'delete' ? POINTS.delete : POINTS.create), 0)
}

function pointRules(budget: string, limit: number, perMs: number): RateRule[] {
  return WRITE_COSTS.map(({ method, cost }) => ({
    id: `${budget}-${method}`,
    scope: 'account',
    method: 'POST',
    path: new RegExp(String.raw`^/xrpc/com\.atproto\.repo\.${method}$`),
    limit,
    perMs,
    cost,
    budget,
    ...RATE_PAGE,
  }))
}

function requestRule(id: string, path: RegExp, limit: number, perMs: number): RateRule {
  return { id, scope: 'server', method: null, path, limit, perMs, cost: 1, ...RATE_PAGE }
}

const server: SignInField = { name: 'server', secret: false, required: true, initial: DEFAULT_SERVER, placeholder: 'https://bsky.social' }

/** Bluesky as data: how to sign in, what it allows and how often it may be asked. */
export const manifest: ConnectorManifest = {
  platform: 'bluesky',
  name: 'Bluesky',
  letter: 'b',
  summary: 'Bluesky and every server of the AT Protocol.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [server, { name: 'handle', secret: false, required: false, initial: '', placeholder: 'name.bsky.social' }],
      pasteCode: false,
    },
    {
      id: 'app-password',
      kind: 'credentials',
      fields: [
        server,
        { name: 'handle', secret: false, required: true, initial: '', placeholder: 'name.bsky.social' },
        { name: 'password', secret: true, required: true, initial: '', placeholder: 'xxxx-xxxx-xxxx-xxxx' },
      ],
      pasteCode: false,
    },
  ],
  capabilities: blueskyCapabilities,
  rateRules: [
    ...pointRules('points-hour', 5000, HOUR),
    ...pointRules('points-day', 35_000, DAY),
    requestRule('requests', /^\/xrpc\//, 3000, 5 * 60_000),
    requestRule('create-session', /^\/xrpc\/com\.atproto\.server\.createSession$/, 30, 5 * 60_000),
    requestRule('create-session-day', /^\/xrpc\/com\.atproto\.server\.createSession$/, 300, DAY),
  ],
  rateHeaders: { limit: 'ratelimit-limit', remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetFormat: 'epoch-seconds' },
  pollMs: { home: 20_000, notifications: 30_000 },
  mediaSchemes: ['at-blob'],
  // A PDS and the AppView that serves its pictures are two services of one installation.
  ownMedia: 'host',
  listed: true,
}
