import { z } from 'zod'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { AnswerFailure, isNotOffered } from '../answer-failure.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { MastodonClient } from './client.ts'
import { readInstance, type Instance } from './instance.ts'
import { parseAnswer, parseList, WireAccount, WireStatus } from './wire.ts'

const NodeInfoLinks = z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) })
const NodeInfo = z.object({ software: z.object({ name: z.string().min(1), version: z.string() }) })

/** Asks a server, with the account's token, for everything that its capabilities depend on. */
export async function probeCapabilities(client: MastodonClient, now: number, known?: Instance): Promise<PlatformCapabilities> {
  const instance = known ?? (await readInstance(client))
  const [markers, bookmarks, lists, editing, scheduling, software] = await Promise.all([
    isOffered(client, '/api/v1/markers', { timeline: ['notifications'] }),
    isOffered(client, '/api/v1/bookmarks', { limit: 1 }),
    isOffered(client, '/api/v1/lists', {}),
    canEdit(client, instance),
    canSchedule(client, instance),
    readSoftware(client),
  ])
  return capabilitiesOf(instance, { markers, bookmarks, lists, editing, scheduling, software }, client.server, now)
}

/**
 * Whether statuses can be edited, without trying: servers that can, tell what an own status was typed as (both came with Mastodon 3.5). Where
 * there is no own status to ask for, what the server says of itself decides.
 */
async function canEdit(client: MastodonClient, instance: Instance): Promise<boolean> {
  const newest = await newestOwn(client)
  return newest === null ? saysEditing(instance) : isOffered(client, `/api/v1/statuses/${encodeURIComponent(newest)}/source`, {})
}

async function newestOwn(client: MastodonClient): Promise<string | null> {
  try {
    const { id } = parseAnswer(WireAccount, (await client.get('/api/v1/accounts/verify_credentials')).data, client.server)
    const { data } = await client.get(`/api/v1/accounts/${encodeURIComponent(id)}/statuses`, { limit: 5, excludeReblogs: true })
    return parseList(WireStatus, data, client.server).items.find(({ reblog }) => reblog === null)?.id ?? null
  } catch (error) {
    if (error instanceof AnswerFailure) return null
    throw error
  }
}

/** Mastodon's own version, without a note that another software is meant, or Pleroma's word for it. */
function saysEditing({ version, pleroma }: Instance): boolean {
  if (pleroma?.metadata?.features.includes('editing') === true) return true
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)[^(]*$/.exec(version) ?? []
  return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 5)
}

/**
 * Whether the server really posts at a time. Some take the time and post at once, which cannot be found out without posting: only one that says
 * which version of Mastodon's API it keeps to is believed.
 */
async function canSchedule(client: MastodonClient, { apiVersions }: Instance): Promise<boolean> {
  if ((apiVersions?.mastodon ?? null) === null) return false
  return isOffered(client, '/api/v1/scheduled_statuses', { limit: 1 })
}

/** Whether the server knows a route. A refusal (no permission in the token, a limit) is a route that is known. */
async function isOffered(client: MastodonClient, path: string, query: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    await client.get(path, query)
    return true
  } catch (error) {
    if (isNotOffered(error)) return false
    if (error instanceof AnswerFailure) return error.problem === 'status'
    throw error
  }
}

/** Name and version as the server's nodeinfo has them (nodeinfo.diaspora.software/protocol.html); null where it has none. */
async function readSoftware(client: MastodonClient): Promise<string | null> {
  try {
    const { links } = NodeInfoLinks.parse((await client.get('/.well-known/nodeinfo')).data)
    const address = links
      .filter((link) => link.rel.startsWith('http://nodeinfo.diaspora.software/ns/schema/2.'))
      .map((link) => URL.parse(link.href, client.server))
      .find((url) => url?.origin === new URL(client.server).origin)
    if (!address) return null
    const { software } = NodeInfo.parse((await client.get(address.pathname)).data)
    return `${software.name} ${software.version}`.trim().slice(0, 100)
  } catch (error) {
    // Only a name to show: a server that does not tell it, or tells nonsense, is as good as any.
    if (error instanceof AnswerFailure || error instanceof z.ZodError) return null
    throw error
  }
}
