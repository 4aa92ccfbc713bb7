import { z } from 'zod'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { AnswerFailure, isNotOffered } from './answer-failure.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { MastodonClient } from './client.ts'
import { readInstance, type Instance } from './instance.ts'

const NodeInfoLinks = z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) })
const NodeInfo = z.object({ software: z.object({ name: z.string().min(1), version: z.string() }) })

/** Asks a server, with the account's token, for everything that its capabilities depend on. */
export async function probeCapabilities(client: MastodonClient, now: number, known?: Instance): Promise<PlatformCapabilities> {
  const [instance, markers, bookmarks, software] = await Promise.all([
    known ?? readInstance(client),
    isOffered(client, '/api/v1/markers', { timeline: ['notifications'] }),
    isOffered(client, '/api/v1/bookmarks', { limit: 1 }),
    readSoftware(client),
  ])
  return capabilitiesOf(instance, { markers, bookmarks, software }, client.server, now)
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
