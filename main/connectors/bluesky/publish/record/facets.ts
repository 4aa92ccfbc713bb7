import { z } from 'zod'
import { detectFacets, type DetectedFacet } from '../../../../../shared/text/facets.ts'
import { byteRangesOf } from '../../../../../shared/text/utf8.ts'
import type { Connection } from '../../agent.ts'
import { resolveHandle } from '../../read/resolve.ts'

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
type Feature = Facet['features'][number]

/**
 * The facets of a text: links, tags, and mentions of accounts that exist. A handle that belongs to nobody stays plain text. Rejects when the
 * server cannot be asked for a handle: better late than a mention that reaches nobody.
 */
export async function facetsFor(connection: Connection, text: string): Promise<readonly Facet[]> {
  const found = detectFacets(text)
  const handles = new Set(found.flatMap((facet) => (facet.kind === 'mention' ? [facet.handle] : [])))
  const dids = new Map(await Promise.all([...handles].map(async (handle) => [handle, await resolveHandle(connection, handle)] as const)))
  return wireFacets(text, found, dids)
}

/** Facets in the wire's form: `dids` says whose a handle is, null where it is nobody's. Offsets are bytes of the text in UTF-8. */
export function wireFacets(text: string, found: readonly DetectedFacet[], dids: ReadonlyMap<string, string | null>): readonly Facet[] {
  const ranges = byteRangesOf(text, found)
  return found.flatMap((facet, number) => {
    const index = ranges[number]
    const feature = featureOf(facet, dids)
    return index == null || feature === null ? [] : [{ index, features: [feature] }]
  })
}

function featureOf(facet: DetectedFacet, dids: ReadonlyMap<string, string | null>): Feature | null {
  switch (facet.kind) {
    case 'link':
      return { $type: 'app.bsky.richtext.facet#link', uri: facet.uri }
    case 'tag':
      return { $type: 'app.bsky.richtext.facet#tag', tag: facet.tag }
    case 'mention': {
      const did = dids.get(facet.handle) ?? null
      return did === null ? null : { $type: 'app.bsky.richtext.facet#mention', did }
    }
  }
}
