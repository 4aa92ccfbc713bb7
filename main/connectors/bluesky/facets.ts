import { RichText, type AppBskyRichtextFacet } from '@atproto/api'
import { z } from 'zod'
import type { Connection } from './agent.ts'
import { resolveHandle } from './thread.ts'

/** A facet as it goes into a record: byte offsets, one feature. Parsed when a prepared post is taken up again. */
export const Facet = z.object({
  index: z.object({ byteStart: z.number().int(), byteEnd: z.number().int() }),
  features: z.array(
    z.discriminatedUnion('$type', [
      z.object({ $type: z.literal('app.bsky.richtext.facet#mention'), did: z.string() }),
      z.object({ $type: z.literal('app.bsky.richtext.facet#link'), uri: z.string() }),
      z.object({ $type: z.literal('app.bsky.richtext.facet#tag'), tag: z.string() }),
    ]),
  ),
})
export type Facet = z.infer<typeof Facet>

/**
 * The facets of a text: links, tags, and mentions of accounts that exist. A handle that belongs to nobody stays plain text. Found by the
 * network's own library, so that Chirp and the network's other apps see the same. Rejects when the server cannot be asked for a handle.
 */
export async function facetsFor(connection: Connection, text: string): Promise<readonly Facet[]> {
  const richText = new RichText({ text })
  richText.detectFacetsWithoutResolution()
  const found = richText.facets ?? []
  const handles = new Set(found.flatMap(({ features }) => features.flatMap((feature) => handleOf(feature) ?? [])))
  const dids = new Map(await Promise.all([...handles].map(async (handle) => [handle, await resolveHandle(connection, handle)] as const)))
  return found.flatMap(({ index, features }) => {
    const kept = features.flatMap((feature): Facet['features'] => {
      const handle = handleOf(feature)
      if (handle === null) return Facet.shape.features.safeParse([feature]).data ?? []
      const did = dids.get(handle) ?? null
      return did === null ? [] : [{ $type: 'app.bsky.richtext.facet#mention', did }]
    })
    return kept.length === 0 ? [] : [{ index: { byteStart: index.byteStart, byteEnd: index.byteEnd }, features: kept }]
  })
}

/** Before it is resolved, the library's mention holds the handle in the place of the DID. */
function handleOf(feature: AppBskyRichtextFacet.Main['features'][number]): string | null {
  return feature.$type === 'app.bsky.richtext.facet#mention' && 'did' in feature && typeof feature.did === 'string' ? feature.did : null
}
