import { afterEach, beforeEach, expect, test } from 'vitest'
import { addComment, addPage, addPagePost, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import { need, startRealCore, until, type RealCore } from '../../support/real-core.ts'
import { commentsOf, connectorOf, consent, postsOf, REDIRECT } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

let server: MetaTestServer
let pages: [FbPage, FbPage]
let chirp: RealCore
let accountId: string
/** Of both sides. */
let now = Date.now()

beforeEach(async () => {
  now = Date.now()
  server = await startMetaServer({ api: 'facebook', clock: () => now })
  const me = server.addUser('me')
  pages = [addPage(server.world, 'Bakery', me.id), addPage(server.world, 'Mill', me.id)]
  chirp = await startRealCore([connectorOf(server)], () => now)
  accountId = need(await signIn('Bakery')).accountId
})
afterEach(async () => {
  await chirp.close()
  expect(server.violations).toEqual([])
  await server.close()
})

/** As the person does it: types what the app is, allows access, and pastes where the browser ended. */
async function signIn(handle: string) {
  const app = server.addApp([REDIRECT])
  const fields = { handle, clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { signIn: service } = chirp.services
  const { flowId, authorizeUrl } = need(await service.beginOAuth({ platform: 'facebook', method: 'oauth', fields, pasteCode: false }))
  return service.finishOAuth({ flowId, code: await consent(authorizeUrl, 'me') })
}

const draftOf = (text: string, replyTo: string | null = null) =>
  need(chirp.services.drafts.create({ replyTo, quote: null, targets: [accountId], text }))

test('each page is an account of its own; which one is meant has to be said', async () => {
  expect(await signIn('')).toMatchObject({
    ok: false,
    error: { kind: 'invalid-input', issues: [{ field: 'handle', code: 'page-needed' }] },
  })
  need(await signIn('Mill'))
  const accounts = need(chirp.services.accounts.list())
  expect(accounts.map(({ displayName }) => displayName).sort()).toEqual(['Bakery', 'Mill'])
})

test('own posts are in the timeline, and comments in the mentions; answering one makes a comment below it', async () => {
  const ann = server.addUser('ann', { name: 'Ann' })
  const post = addPagePost(server.world, pages[0].id, 'Fresh bread', { at: now - 60_000 })
  const comment = addComment(server.world, ann.id, post, 'Until when?', { at: now - 30_000 })
  await chirp.read(accountId)
  const page = need(chirp.services.timelines.page({ cursor: null, limit: 20, accountIds: null }))
  expect(page.posts.map((view) => view.post.text.text)).toEqual(['Fresh bread'])
  const inbox = need(
    chirp.services.inbox.page({ cursor: null, limit: 20, filter: 'mentions', accountIds: null, place: 'inbox', unreadOnly: false }),
  )
  expect(JSON.stringify(inbox)).toContain('Until when?')
  expect(await chirp.publish(draftOf('Until six', `facebook:${comment.id}`))).toMatchObject([{ state: 'done' }])
  expect(commentsOf(server).at(-1)).toMatchObject({ message: 'Until six', parentId: comment.id, authorId: pages[0].id })
})

test('a thread goes out once, its first part as a post and the rest below it, though the answer of one is lost', async () => {
  server.failNext({ match: 'POST /v25.0/*/comments', reset: true, afterEffect: true })
  const draft = draftOf('One')
  const [first] = draft.content.segments
  if (first === undefined) throw new Error('A draft has a segment')
  const segments = ['One', 'Two', 'Three'].map((text, index) => ({ ...first, id: `${first.id}${String(index)}`, text }))
  expect(await chirp.publish(chirp.write(draft, { segments }))).toMatchObject([{ state: 'done' }, { state: 'done' }, { state: 'done' }])
  expect(postsOf(server).map(({ message }) => message)).toEqual(['One'])
  expect(commentsOf(server).map(({ message }) => message)).toEqual(['Two', 'Three'])
})

test('an account is read for as long as nobody takes its access back', async () => {
  now += 100 * DAY_MS
  addPagePost(server.world, pages[0].id, 'Still here', { at: now })
  await chirp.read(accountId)
  const page = need(chirp.services.timelines.page({ cursor: null, limit: 20, accountIds: null }))
  expect(page.posts.map((view) => view.post.text.text)).toEqual(['Still here'])
  for (const token of server.world.tokens.values()) token.revoked = true
  await chirp.services.app.refresh({ accountId })
  const [account] = need(chirp.services.accounts.list())
  expect(account?.state.kind).toBe('needs-sign-in')
})

test('a post for later is left to the network, which posts it whether Chirp runs or not, and is found then', async () => {
  const at = now + 60 * 60_000
  const [item] = await chirp.publish(chirp.write(draftOf('Fresh bread'), { scheduledAt: at }))
  expect(item).toMatchObject({ state: 'held', status: 'waiting', waitReason: 'held-by-network', notBefore: at })
  expect(postsOf(server)).toMatchObject([{ message: 'Fresh bread', scheduledAt: Math.floor(at / 1000) * 1000 }])
  now = at + 5_000
  chirp.look(accountId)
  await until(() => chirp.items(item?.runId ?? '')[0]?.state === 'done')
  expect(postsOf(server)).toHaveLength(1)
})

test('a post for later than the network takes is kept by Chirp until its time', async () => {
  const at = now + 40 * DAY_MS
  const [item] = await chirp.publish(chirp.write(draftOf('Next season'), { scheduledAt: at }))
  expect(item).toMatchObject({ state: 'queued', waitReason: 'scheduled', notBefore: at })
  expect(postsOf(server)).toEqual([])
  now = at + 5_000
  chirp.look(accountId)
  await until(() => chirp.items(item?.runId ?? '')[0]?.state === 'done')
  expect(postsOf(server)).toMatchObject([{ message: 'Next season', scheduledAt: null }])
})
