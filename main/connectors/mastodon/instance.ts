import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import { AnswerFailure, hasStatus, isNotOffered } from '../answer-failure.ts'
import type { MastodonClient } from './client.ts'

const amount = z.number().positive().nullable().catch(null)
/** Pleroma writes some of its numbers as text. */
const looseAmount = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullable()
  .catch(null)
const text = z.string().catch('')

const Configuration = z.object({
  urls: z.object({ streaming: text }).nullable().catch(null),
  statuses: z.object({ maxCharacters: amount, maxMediaAttachments: amount, charactersReservedPerUrl: amount }).nullable().catch(null),
  mediaAttachments: z
    .object({
      supportedMimeTypes: z.array(z.string()).catch([]),
      descriptionLimit: amount,
      imageSizeLimit: amount,
      imageMatrixLimit: amount,
      videoSizeLimit: amount,
      videoMatrixLimit: amount,
    })
    .nullable()
    .catch(null),
  polls: z
    .object({ maxOptions: amount, maxCharactersPerOption: amount, minExpiration: looseAmount, maxExpiration: amount })
    .nullable()
    .catch(null),
})

/** What both versions of the instance entity and its variations tell, together. */
const WireInstance = z.object({
  /** v2: the domain behind the second @. */
  domain: text,
  /** v1: the same, on some servers as an address. */
  uri: text,
  title: text,
  version: text,
  configuration: Configuration.nullable().catch(null),
  apiVersions: z.object({ mastodon: amount }).nullable().catch(null),
  /** v1. */
  urls: z.object({ streamingApi: text }).nullable().catch(null),
  // Pleroma and its descendants, and Mastodon forks before 3.4.2, tell limits at the top.
  maxTootChars: amount,
  maxMediaAttachments: amount,
  uploadLimit: amount,
  descriptionLimit: amount,
  pollLimits: z
    .object({ maxOptions: amount, maxOptionChars: amount, minExpiration: looseAmount, maxExpiration: amount })
    .nullable()
    .catch(null),
  pleroma: z
    .object({
      metadata: z
        .object({ features: z.array(z.string()).catch([]) })
        .nullable()
        .catch(null),
    })
    .nullable()
    .catch(null),
})
export type Instance = z.infer<typeof WireInstance>

/**
 * Asks a server what it is and allows: the second version of the instance answer, else the first. Rejects with `not-this-platform` where
 * neither is there, and with what went wrong where the server cannot say.
 */
export async function readInstance(client: MastodonClient): Promise<Instance> {
  let refused: unknown = null
  for (const path of ['/api/v2/instance', '/api/v1/instance']) {
    try {
      const { data } = await client.get(path)
      const parsed = WireInstance.safeParse(data)
      if (parsed.success && (parsed.data.domain !== '' || parsed.data.uri !== '' || parsed.data.version !== '')) return parsed.data
      refused = null
    } catch (error) {
      // A web page instead of JSON is how servers of other kinds answer an address they do not know.
      const isOtherKind =
        isNotOffered(error) || hasStatus(error, 400, 403, 406) || (error instanceof AnswerFailure && error.problem === 'unreadable')
      if (!isOtherKind && !(error instanceof AnswerFailure)) throw error
      refused = isOtherKind ? null : error
    }
  }
  if (refused instanceof Error) throw refused
  throw new AppFailure({ kind: 'platform-unavailable', reason: 'not-this-platform', server: client.server, message: null })
}

/** What stands behind the second @ of this server's people. */
export function handleDomain(instance: Instance, server: string): string {
  const named = instance.domain || instance.uri
  const host = URL.parse(named.includes('://') ? named : `https://${named}`)?.host
  return host !== undefined && host !== '' ? host : new URL(server).host
}

/**
 * Where a server streams, as it says itself: v2 in its configuration, v1 at the top (docs.joinmastodon.org/methods/streaming/#websocket, checked
 * 2026-11-26). Null: it names no place, or one that is less private than the server itself, to which no token goes.
 */
export function streamingAddress(instance: Instance, server: string): URL | null {
  const named = instance.configuration?.urls?.streaming || instance.urls?.streamingApi || ''
  const url = URL.parse(named.replace(/^http/i, 'ws'))
  const isOpen = url?.protocol === 'ws:' && new URL(server).protocol === 'http:'
  return url?.protocol === 'wss:' || isOpen ? url : null
}
