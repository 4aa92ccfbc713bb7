import { afterEach, beforeEach, expect, test } from 'vitest'
import { findingsOf } from '../../../shared/model/account-health.ts'
import { addPage, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { connectorOf, consent, REDIRECT } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

let server: MetaTestServer
let page: FbPage
let chirp: RealCore
let accountId: string
/** Of both sides. */
let now: number

beforeEach(async () => {
  now = Date.now()
  server = await startMetaServer({ api: 'facebook', clock: () => now })
  page = addPage(server.world, 'Bakery', server.addUser('me').id)
  chirp = await startRealCore([connectorOf(server)], () => now)
  accountId = await signIn()
})
afterEach(async () => {
  await chirp.close()
  expect(server.violations).toEqual([])
  await server.close()
})

async function signIn(): Promise<string> {
  const app = server.addApp([REDIRECT])
  const fields = { handle: 'Bakery', clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { signIn: service } = chirp.services
  const { flowId, authorizeUrl } = need(await service.beginOAuth({ platform: 'facebook', method: 'oauth', fields, pasteCode: false }))
  return need(await service.finishOAuth({ flowId, code: await consent(authorizeUrl, 'me') })).accountId
}

const stored = () => need(chirp.services.health.list()).find((each) => each.accountId === accountId)?.last ?? null
const check = () => chirp.services.health.check({ accountId })
const stateOf = () => need(chirp.services.accounts.list()).find(({ id }) => id === accountId)?.state.kind

test('what was taken back is found and stored, and forgotten with the next sign-in', async () => {
  expect(stored()).toBeNull()
  expect(need(await check()).last).toMatchObject({ checkedAt: now, missing: [] })
  server.withdraw(page, 'pages_manage_posts')
  now += 60_000
  need(await check())
  expect(stored()).toMatchObject({ checkedAt: now, missing: ['Posting and scheduling as your page, and deleting its posts.'] })
  await signIn()
  expect(stored()).toBeNull()
})

test('the end of the spoken version is warned of when it is less than 90 days away', async () => {
  const endsAt = Date.parse('2028-07-29T00:00:00Z')
  for (const [days, findings] of [
    [100, []],
    [80, [{ kind: 'version', endsAt, ended: false }]],
  ] as const) {
    now = endsAt - days * DAY_MS
    const { last } = need(await check())
    expect(last === null ? null : findingsOf(last, now)).toEqual(findings)
  }
})

test('a refused session needs a new sign-in and keeps drafts and queue; a server that cannot now does neither', async () => {
  const draft = need(chirp.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'Kept' }))
  const later = chirp.write(need(chirp.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'Later' })), {
    scheduledAt: now + 300 * DAY_MS,
  })
  const { runId } = need(chirp.services.publishing.publish({ draftId: later.id, revision: later.revision }))
  need(await check())
  const before = stored()
  server.failNext({ match: 'GET /v25.0/debug_token', status: 503, body: '<html>down</html>' })
  expect(await check()).toMatchObject({ ok: false, error: { kind: 'platform-unavailable' } })
  expect([stateOf(), stored()]).toEqual(['connected', before])
  for (const token of server.world.tokens.values()) token.revoked = true
  expect(await check()).toMatchObject({ ok: false, error: { kind: 'authentication', reason: 'revoked' } })
  expect([stateOf(), stored()]).toEqual(['needs-sign-in', before])
  expect(need(chirp.services.drafts.list({ search: '', discarded: false })).map(({ id }) => id)).toContain(draft.id)
  expect(chirp.items(runId)).toMatchObject([{ accountId }])
})

test('a paused account is not asked', async () => {
  need(chirp.services.accounts.setPaused({ accountId, paused: true }))
  const asked = server.requests.length
  expect(await check()).toMatchObject({ ok: false, error: { kind: 'conflict' } })
  expect(server.requests.length).toBe(asked)
})
