import { afterEach, beforeEach, expect, test } from 'vitest'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { connectorOf, consent, REDIRECT } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

let server: MetaTestServer
let me: MetaUser
let chirp: RealCore
let accountId: string
/** Of both sides. */
let now = Date.now()

beforeEach(async () => {
  now = Date.now()
  server = await startMetaServer({ clock: () => now })
  me = server.addUser('me', { name: 'Me' })
  chirp = await startRealCore([connectorOf(server)], () => now)
  accountId = await add()
})
afterEach(async () => {
  await chirp.close()
  expect(server.violations).toEqual([])
  await server.close()
})

/** As the person does it: types what the app is, allows access, and pastes where the browser ended. */
async function add(): Promise<string> {
  const app = server.addApp([REDIRECT])
  const fields = { clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { signIn } = chirp.services
  const { flowId, authorizeUrl } = need(await signIn.beginOAuth({ platform: 'threads', method: 'oauth', fields, pasteCode: false }))
  return need(await signIn.finishOAuth({ flowId, code: await consent(authorizeUrl, 'me') })).accountId
}

const texts = () => [...server.world.posts.values()].filter(({ userId }) => userId === me.id).map(({ text }) => text)
const draftOf = (text: string, replyTo: string | null = null) =>
  need(chirp.services.drafts.create({ replyTo, quote: null, targets: [accountId], text }))

test('own posts are in the timeline, and who answers them in the mentions', async () => {
  const post = server.post(me, 'What do you think?', { at: now - 60_000 })
  server.post(server.addUser('ann'), 'A lot', { at: now - 30_000, repliedTo: post.id })
  await chirp.read(accountId)
  const page = need(chirp.services.timelines.page({ cursor: null, limit: 20, accountIds: null }))
  expect(page.posts.map((view) => view.post.text.text)).toEqual(['What do you think?'])
  const inbox = need(
    chirp.services.inbox.page({ cursor: null, limit: 20, filter: 'mentions', accountIds: null, place: 'inbox', unreadOnly: false }),
  )
  expect(JSON.stringify(inbox)).toContain('A lot')
})

test('a thread goes out post by post, each once, though the answer of one is lost', async () => {
  server.failNext({ match: 'POST /v1.0/me/threads_publish', after: 1, reset: true, afterEffect: true })
  const draft = draftOf('One')
  const [first] = draft.content.segments
  if (first === undefined) throw new Error('A draft has a segment')
  const segments = ['One', 'Two', 'Three'].map((text, index) => ({ ...first, id: `${first.id}${String(index)}`, text }))
  expect(await chirp.publish(chirp.write(draft, { segments }))).toMatchObject([{ state: 'done' }, { state: 'done' }, { state: 'done' }])
  expect(texts()).toEqual(['One', 'Two', 'Three'])
  const posts = [...server.world.posts.values()]
  expect(posts.map(({ repliedTo }) => repliedTo)).toEqual([null, posts[0]?.id, posts[1]?.id])
})

test('a reply to somebody who answered is written from the mentions', async () => {
  const post = server.post(me, 'Hello', { at: now - 60_000 })
  const answer = server.post(server.addUser('ann'), 'Hello yourself', { at: now - 30_000, repliedTo: post.id })
  await chirp.read(accountId)
  expect(await chirp.publish(draftOf('Good to see you', `threads:${answer.id}`))).toMatchObject([{ state: 'done' }])
  expect([...server.world.posts.values()].at(-1)).toMatchObject({ text: 'Good to see you', repliedTo: answer.id, rootId: post.id })
})

test('an account that is read in the last day of its token goes on with the next one', async () => {
  now += 59 * DAY_MS + DAY_MS / 2
  await chirp.read(accountId)
  expect(server.requests.filter(({ path }) => path === '/refresh_access_token')).toHaveLength(1)
  now += 30 * DAY_MS
  server.post(me, 'Still here', { at: now })
  await chirp.read(accountId)
  const page = need(chirp.services.timelines.page({ cursor: null, limit: 20, accountIds: null }))
  expect(page.posts.map((view) => view.post.text.text)).toEqual(['Still here'])
})

test('access that was taken back asks the person to sign in again', async () => {
  server.revokeTokens(me)
  await chirp.services.app.refresh({ accountId })
  const [account] = need(chirp.services.accounts.list())
  expect(account?.state.kind).toBe('needs-sign-in')
})
