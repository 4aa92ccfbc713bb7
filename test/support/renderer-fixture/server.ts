import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import { WebSocketServer } from 'ws'
import { contract, type CallName, type Output, type ParsedInput } from '../../../shared/bridge/contract.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import { AppFailure, failure, success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { accounts as allAccounts, authorOf, inboxRows, NOW, posts, replyIds, rows } from './world.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.webp': 'image/webp',
}

/** The policy of the real hosts, so that what would be refused there is refused here. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const ART = resolve(import.meta.dirname, '../../../main/connectors/demo/art')

type Calls = { [N in CallName]?: (input: ParsedInput<N>) => Output<N> }

export type Fixture = {
  readonly url: string
  /** Sends an event to the page. */
  readonly push: (event: BridgeEvent) => void
  /** Calls the page made, in order. */
  readonly asked: readonly { readonly name: string; readonly input: unknown }[]
  readonly state: FixtureState
  close(): Promise<void>
}

export type FixtureState = {
  settings: Settings
  online: boolean
  empty: boolean
  /** How many of the newest rows have not come yet. */
  held: number
  /** The whole timeline, newest first. */
  rows: typeof rows
  /** What the page says of the feeds it is made of, and whether they have more. */
  sources: Output<'timeline.page'>['sources']
  moreOnNetworks: boolean
}

/** Serves a built page over the fixture world; `more` answers calls it does not know or answers others differently. */
export async function startFixture(pageRoot: string, more: Calls = {}, state: Partial<FixtureState> = {}): Promise<Fixture> {
  const world: FixtureState = {
    settings: Settings.parse({}),
    online: true,
    empty: false,
    held: 0,
    rows,
    sources: [],
    moreOnNetworks: false,
    ...state,
  }
  const calls: Calls = { ...worldCalls(world), ...more }
  const asked: { name: string; input: unknown }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
      const file = path.startsWith('/media/') ? join(ART, path.slice(7)) : join(pageRoot, path === '/' ? 'index.html' : path)
      const body = await readFile(file).catch(() => null)
      if (body === null) response.writeHead(404).end()
      else
        response
          .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP })
          .end(body)
    })()
  })
  const sockets = new WebSocketServer({ server, path: '/bridge' })
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      // The page is ours and sends this shape.
      const { id, name, input } = JSON.parse(data.toString()) as { id: number; name: CallName; input: unknown }
      asked.push({ name, input })
      socket.send(JSON.stringify({ id, result: answer(calls, name, input) }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}/#token=fixture`,
    push: (event) => {
      for (const socket of sockets.clients) socket.send(JSON.stringify({ event }))
    },
    asked,
    state: world,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((done) => server.close(done))
    },
  }
}

function answer(calls: Calls, name: CallName, input: unknown): unknown {
  // The table is keyed by name, and the input was parsed by that name's own schema.
  const call = calls[name] as ((input: unknown) => unknown) | undefined
  if (call === undefined) return failure({ kind: 'capability-not-supported', capability: name, message: null })
  try {
    return success(contract[name].output.parse(call(contract[name].input.parse(input))))
  } catch (thrown) {
    return failure(thrown instanceof AppFailure ? thrown.error : { kind: 'internal', reference: String(thrown) })
  }
}

const done = (): Record<string, never> => ({})

function worldCalls(state: FixtureState): Calls {
  const places = new Map<string, { key: string; cursor: string; offset: number }>()
  const shownRows = (): typeof rows => (state.empty ? [] : state.rows.slice(state.held))
  const viewsOf = (ids: readonly (string | null)[]): Output<'posts.get'> => {
    const wanted = new Set<string>()
    const add = (id: string | null | undefined): void => {
      const view = id == null ? undefined : posts.get(id)
      if (id == null || view === undefined || wanted.has(id)) return
      wanted.add(id)
      add(view.post.quote?.postId)
      add(view.post.replyTo?.postId)
    }
    ids.forEach(add)
    return [...wanted].flatMap((id) => posts.get(id) ?? [])
  }
  const pageOf = (list: typeof rows, older: string | null): Output<'timeline.page'> => ({
    rows: list,
    posts: viewsOf(list.map((row) => (row.kind === 'post' ? row.postId : null))),
    older,
    moreOnNetworks: state.moreOnNetworks,
    newest: list[0]?.cursor ?? null,
    sources: state.sources,
  })
  return {
    'app.status': () => ({
      version: '0.1.0',
      online: state.online,
      host: 'headless',
      secretProtection: 'encrypted-file',
      demo: false,
      counts: { inboxUnread: 5, drafts: 3, outboxPending: 0, outboxNeedsYou: 2 },
      readAt: NOW - 60_000,
      syncing: false,
      dataDirectory: '/tmp/fixture',
    }),
    'app.setVisible': done,
    'app.refresh': done,
    'accounts.list': () => (state.empty ? [] : allAccounts),
    'settings.get': () => state.settings,
    'settings.set': (changes) => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined)
      return (state.settings = Settings.parse({ ...state.settings, ...Object.fromEntries(given) }))
    },
    'timeline.page': ({ cursor, limit }) => {
      const all = shownRows()
      const begin = cursor === null ? 0 : all.findIndex((row) => row.cursor === cursor) + 1
      const page = all.slice(begin, begin + limit)
      return pageOf(page, begin + limit < all.length ? (page.at(-1)?.cursor ?? null) : null)
    },
    'timeline.newer': ({ since, limit }) => {
      const newer = shownRows().slice(
        0,
        Math.max(
          0,
          shownRows().findIndex((row) => row.cursor === since),
        ),
      )
      return { ...pageOf(newer.slice(-limit), null), count: newer.length }
    },
    'timeline.position': ({ view }) => places.get(view) ?? null,
    'timeline.setPosition': ({ view, ...place }) => {
      places.set(view, place)
      return {}
    },
    'timeline.loadOlder': () => ({ added: 0, exhausted: true }),
    'timeline.fillGap': done,
    'posts.get': ({ ids }) => viewsOf(ids).filter((view) => ids.includes(view.post.id)),
    'posts.thread': ({ postId }) => {
      const parent = posts.get(postId)?.post.replyTo?.postId ?? null
      const replies = postId.startsWith('post:t-') ? replyIds : []
      return {
        focusId: postId,
        rows: [
          ...(parent === null ? [] : [{ postId: parent, depth: 0, relation: 'ancestor' as const }]),
          { postId, depth: parent === null ? 0 : 1, relation: 'focus' },
          ...replies.map((row) => ({ ...row, depth: row.depth + (parent === null ? 0 : 1), relation: 'reply' as const })),
        ],
        posts: viewsOf([parent, postId, ...replies.map((row) => row.postId)]),
        complete: true,
      }
    },
    'posts.refreshThread': done,
    'posts.engage': ({ postId, accountId, verb, on }) => {
      const view = posts.get(postId)
      if (view === undefined) throw new AppFailure({ kind: 'post-not-found', message: null })
      const flag = verb === 'like' ? 'liked' : verb === 'repost' ? 'reposted' : 'bookmarked'
      const seen = view.viewers.find((viewer) => viewer.accountId === accountId)
      const viewer = {
        ...(seen ?? {
          accountId,
          postId,
          liked: false,
          reposted: false,
          bookmarked: false,
          canReply: true,
          canQuote: true,
          canRepost: true,
        }),
        [flag]: on,
      }
      posts.set(postId, { ...view, viewers: [...view.viewers.filter((one) => one.accountId !== accountId), viewer] })
      return {}
    },
    'authors.profile': ({ authorId }) => {
      const author =
        [...posts.values()].find((view) => view.author.id === authorId)?.author ??
        authorOf('Somebody', authorId.replace('author:', ''), 'moss', 'bluesky')
      return {
        profile: {
          author,
          description: { text: 'Letters, trams and the weather between them.', spans: [] },
          headerUrl: 'media/tram.webp',
          followers: 1204,
          following: 310,
          posts: 4821,
          fields: [
            {
              name: 'Workshop',
              value: {
                text: 'https://example.com/workshop',
                spans: [{ kind: 'link', start: 0, end: 28, uri: 'https://example.com/workshop' }],
              },
            },
          ],
          joinedAt: NOW - 9e10,
        },
        relationships: [
          { accountId: 'acc_juno_b', authorId, following: true, requested: false, followedBy: true, muted: false, blocked: false },
        ],
        ownAccountId: allAccounts.find((one) => one.authorId === authorId)?.id ?? null,
        platformName: 'Bluesky',
      }
    },
    'authors.refreshProfile': done,
    'authors.posts': ({ authorId }) => {
      const found = [...posts.values()].filter((view) => view.author.id === authorId)
      return { postIds: found.map((view) => view.post.id), posts: found, older: null }
    },
    'inbox.page': ({ filter }) => {
      const kinds = {
        mentions: ['mention', 'reply', 'quote'],
        conversations: ['mention', 'reply'],
        quotes: ['quote'],
        reactions: ['like', 'repost'],
        follows: ['follow'],
        all: null,
      }[filter]
      const list = inboxRows.filter((row) => kinds === null || kinds.includes(row.kind))
      return { rows: list, posts: viewsOf(list.map((row) => row.postId)), older: null, moreOnNetworks: false }
    },
    'inbox.unread': () => ({ mentions: 3, all: 5, conversations: 2, quotes: 1, reactions: 2, follows: 0, snoozed: 0 }),
    'inbox.markRead': () => ({ undo: 'act-1', count: 5 }),
    'inbox.archiveRead': () => ({ undo: 'act-2', count: 3 }),
    'inbox.act': ({ rows: acted }) => ({ undo: 'act-3', count: acted.length }),
    'inbox.undo': () => ({ count: 1 }),
    'inbox.people': ({ groupId }) => ({ people: [...(inboxRows.find((row) => row.groupId === groupId)?.actors ?? [])], older: null }),
    'inbox.loadOlder': () => ({ added: 0, exhausted: true }),
    'search.posts': ({ text }) => {
      const found = [...posts.values()].filter((view) => view.post.text.text.toLowerCase().includes(text.toLowerCase()))
      return { postIds: found.map((view) => view.post.id), posts: viewsOf(found.map((view) => view.post.id)), older: null, indexing: false }
    },
  }
}
