import { z } from 'zod'
import type { OfferedView } from '../../../../shared/model/saved-view.ts'
import { ask, type Connection } from '../agent.ts'
import { cut, RecordUri, WebUrl } from '../normalise/wire.ts'
import { understood } from './read.ts'

const text = (max: number) => z.string().transform((value) => cut(value, max).trim())
const description = text(3000).nullable().catch(null)
const avatar = WebUrl.transform((url) => url ?? null)

const ListView = z.object({ uri: RecordUri, name: text(200), purpose: z.string().optional().catch(undefined), description, avatar })
const ListPage = z.object({ cursor: z.string().optional().catch(undefined), lists: z.array(z.unknown()) })
const OneList = z.object({ list: ListView })
const FeedView = z.object({ uri: RecordUri, displayName: text(200), description, avatar })
const FeedPage = z.object({ feeds: z.array(z.unknown()) })
const SavedFeed = z.object({ type: z.string(), value: z.string(), pinned: z.boolean().catch(false) })
const Preferences = z.object({ preferences: z.array(z.looseObject({ $type: z.string() })) })

/** Pages of lists that are looked through, and the lexicon's bound of one. */
const LIST_PAGES = 5
const LISTS_PER_PAGE = 100
/** The most feeds that are asked for at once; the lexicon app.bsky.feed.getFeedGenerators has no bound, addresses have. */
const FEEDS_PER_CALL = 25
/** Lists of others that were saved are asked for one by one. */
const MOST_SAVED_LISTS = 20

/**
 * The account's lists of people to read, and the lists and feeds that it has saved or pinned: the pinned ones first, as the network's own app
 * keeps them (`savedFeedsPrefV2` of the lexicon app.bsky.actor.defs, read 2026-11-27). Lists of whom to mute or block are left out.
 */
export async function readOfferedViews(connection: Connection): Promise<readonly OfferedView[]> {
  const [own, saved] = await Promise.all([readOwnLists(connection), readSavedFeeds(connection)])
  const valuesOf = (type: string): string[] => saved.flatMap((item) => (item.type === type ? [item.value] : []))
  const others = valuesOf('list').filter((uri) => !own.some(({ remoteId }) => remoteId === uri))
  const [feeds, lists] = await Promise.all([readFeeds(connection, valuesOf('feed')), readLists(connection, others)])
  return [...feeds, ...lists, ...own]
}

/** As of the record, so that it is the same list in every app. */
const CURATED = 'app.bsky.graph.defs#curatelist'

async function readOwnLists(connection: Connection): Promise<OfferedView[]> {
  const found: OfferedView[] = []
  let cursor: string | undefined
  for (let pages = 1; pages <= LIST_PAGES; pages++) {
    const page = { actor: connection.did, limit: LISTS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) }
    const answer = ListPage.safeParse(await ask(connection, (agent, options) => agent.app.bsky.graph.getLists(page, options)))
    const { lists, cursor: next } = understood(answer.success ? answer.data : null)
    found.push(...lists.flatMap(toList))
    if (next === undefined || next === cursor) break
    cursor = next
  }
  return found
}

function toList(wire: unknown): OfferedView[] {
  const list = ListView.safeParse(wire)
  if (!list.success || list.data.purpose !== CURATED) return []
  const { uri, name, description: about, avatar: avatarUrl } = list.data
  return [{ kind: 'list', remoteId: uri, title: name, description: about === '' ? null : about, avatarUrl }]
}

async function readSavedFeeds(connection: Connection): Promise<z.infer<typeof SavedFeed>[]> {
  const answer = Preferences.safeParse(await ask(connection, (agent, options) => agent.app.bsky.actor.getPreferences({}, options)))
  const { preferences } = understood(answer.success ? answer.data : null)
  const saved = preferences.find(({ $type }) => $type === 'app.bsky.actor.defs#savedFeedsPrefV2')?.['items']
  const items = (Array.isArray(saved) ? saved : []).flatMap((item: unknown) => {
    const parsed = SavedFeed.safeParse(item)
    return parsed.success ? [parsed.data] : []
  })
  return items.toSorted((a, b) => Number(b.pinned) - Number(a.pinned))
}

/** Feeds by address, in the order asked for; those that are gone are left out. */
async function readFeeds(connection: Connection, uris: readonly string[]): Promise<OfferedView[]> {
  const chunks = Array.from({ length: Math.ceil(uris.length / FEEDS_PER_CALL) }, (_, index) =>
    uris.slice(index * FEEDS_PER_CALL, (index + 1) * FEEDS_PER_CALL),
  )
  const pages = await Promise.all(
    chunks.map(async (feeds) => {
      const answer = FeedPage.safeParse(
        await ask(connection, (agent, options) => agent.app.bsky.feed.getFeedGenerators({ feeds }, options)),
      )
      return understood(answer.success ? answer.data : null).feeds
    }),
  )
  const found = new Map(
    pages.flat().flatMap((wire) => {
      const feed = FeedView.safeParse(wire)
      if (!feed.success) return []
      const { uri, displayName, description: about, avatar: avatarUrl } = feed.data
      return [[uri, { kind: 'feed', remoteId: uri, title: displayName, description: about === '' ? null : about, avatarUrl } as const]]
    }),
  )
  return uris.flatMap((uri) => found.get(uri) ?? [])
}

/** Lists of others; one that cannot be seen (any more) is left out. */
async function readLists(connection: Connection, uris: readonly string[]): Promise<OfferedView[]> {
  const found = await Promise.all(
    uris.slice(0, MOST_SAVED_LISTS).map(async (list) => {
      try {
        const answer = OneList.safeParse(
          await ask(connection, (agent, options) => agent.app.bsky.graph.getList({ list, limit: 1 }, options)),
        )
        return answer.success ? toList(answer.data.list) : []
      } catch {
        connection.context.signal.throwIfAborted()
        return []
      }
    }),
  )
  return found.flat()
}
