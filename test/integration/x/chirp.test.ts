import { afterEach, describe, expect, test } from 'vitest'
import type { PlatformConnector } from '../../../main/connectors/connector.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer, type XTestServer } from '../../x-server/server.ts'
import { connectorOf, REDIRECT, signIn } from './support.ts'

/** The server's bill is in hundredths of a cent, Chirp's in millionths of a dollar. */
const MILLIONTHS = 100
/** What Chirp pays for before it reads: whose account this is. */
const WHO = 10_000

let chirp: RealCore | null = null
let server: XTestServer | null = null
afterEach(async () => {
  await chirp?.close()
  await server?.close()
})

async function start() {
  server = await startXServer()
  const world = seedWorld(server, [REDIRECT])
  const connector: PlatformConnector = connectorOf(server)
  const signedIn = await signIn(server, world.me, world.app)
  chirp = await startRealCore([connector])
  const accountId = await chirp.signIn(connector, signedIn)
  return { server, chirp, accountId, me: world.me }
}

const paths = (all: XTestServer) =>
  all.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/2/')).map(({ path }) => path.replace(/\d{5,}/, ':id'))
const ownTexts = (all: XTestServer, me: { readonly id: string }, beginning: string) =>
  [...all.world.tweets.values()].filter(({ authorId, text }) => authorId === me.id && text.startsWith(beginning)).map(({ text }) => text)

describe('Chirp with an account on X', () => {
  test('reads nothing for money until it may, and posts all the same', async () => {
    const { server: there, chirp: app, accountId, me } = await start()
    await app.read(accountId)
    const draft = need(app.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'Posted without reading' }))
    const [item] = await app.publish(draft)
    expect(item).toMatchObject({ status: 'posted' })
    expect(ownTexts(there, me, 'Posted')).toEqual(['Posted without reading'])
    expect(new Set(paths(there))).toEqual(new Set(['/2/users/me']))
    // 1.5 cents, said before it was sent and written down after.
    const costs = need(app.services.spending.costs({ accountId }))
    expect(costs?.month.find(({ kind }) => kind === 'create')).toMatchObject({ amount: 15_000 })
  })

  test('reads what it may, and what X bills in all never passes the budget of a day', async () => {
    const { server: there, chirp: app, accountId, me } = await start()
    const before = there.bill.total() * MILLIONTHS
    const perDay = 900_000
    need(app.services.spending.setBudget({ accountId, budget: { reading: true, perDay, perMonth: null } }))
    // Somebody new says something in every round, so that there is always more to pay for.
    for (let round = 0; round < 30; round++) {
      const stranger = there.createUser({ username: `new_${String(round)}` })
      there.follow(me, stranger)
      for (let number = 0; number < 4; number++) there.post(stranger, `@${me.username} round ${String(round)}, ${String(number)}`)
      await app.read(accountId).catch(() => undefined)
    }
    const page = need(app.services.timelines.page({ cursor: null, limit: 20, accountIds: null }))
    expect(page.posts.length).toBeGreaterThan(0)
    const billed = there.bill.total() * MILLIONTHS - before
    const costs = need(app.services.spending.costs({ accountId }))
    const noted = costs?.today.reduce((sum, { amount }) => sum + amount, 0) ?? 0
    // Some of it was read, mentions as well, and it would have cost more than the budget.
    for (const path of ['/2/users/:id/timelines/reverse_chronological', '/2/users/:id/mentions']) expect(paths(there)).toContain(path)
    expect(billed).toBeGreaterThan(perDay / 3)
    // What was written down is no less than the bill, but for what the sign-in itself had paid for that day.
    expect(noted + WHO).toBeGreaterThanOrEqual(billed)
    expect(noted).toBeLessThanOrEqual(perDay)
    expect(there.violations).toEqual([])
  })

  test('a post whose answer is lost is there once, in a thread as well', async () => {
    const { server: there, chirp: app, accountId, me } = await start()
    there.failNext({ match: 'POST /2/tweets', after: 1, reset: true, afterEffect: true })
    const empty = need(app.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'Thread, one' }))
    const [first] = empty.content.segments
    if (first === undefined) throw new Error('a segment')
    const segments = ['Thread, one', 'Thread, two', 'Thread, three'].map((text, index) => ({ ...first, id: `seg_${String(index)}`, text }))
    const items = await app.publish(app.write(empty, { segments }))
    expect(items.map(({ status }) => status)).toEqual(['posted', 'posted', 'posted'])
    expect(ownTexts(there, me, 'Thread')).toEqual(['Thread, one', 'Thread, two', 'Thread, three'])
    const [one, two, three] = [...there.world.tweets.values()].filter(({ text }) => text.startsWith('Thread'))
    expect([two?.replyTo, three?.replyTo]).toEqual([one?.id, two?.id])
  })
})
