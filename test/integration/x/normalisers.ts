import type { ReadBatch } from '../../../main/connectors/connector.ts'
import { normalisePages, type PageKind, type Reading } from '../../../main/connectors/x/normalise/batch.ts'
import { parseWireJson } from '../../../main/connectors/x/wire-json.ts'
import { readPage } from '../../../main/connectors/x/wire.ts'
import type { Normaliser } from '../../contract/setup.ts'

/** One answer as a batch, the way the connector reads it; what is no answer holds nothing. */
function normalise(wire: unknown, kind: PageKind, reading: Reading): Partial<ReadBatch> {
  const json = parseWireJson(JSON.stringify([wire]))
  const page = readPage(Array.isArray(json) ? (json[0] as unknown) : null)
  return page === null ? {} : normalisePages([page], kind, reading)
}

/** The ways from wire to canonical, with answers that a server gave. */
export function xNormalisers(
  ownId: string,
  now: number,
  answers: { readonly feeds: readonly unknown[]; readonly mentions: readonly unknown[] },
): readonly Normaliser[] {
  const reading: Reading = { ownId, now, acts: () => ({}) }
  return [
    { name: 'feed', samples: answers.feeds, normalise: (wire) => normalise(wire, 'feed', reading) },
    { name: 'mentions', samples: answers.mentions, normalise: (wire) => normalise(wire, 'mentions', reading) },
  ]
}
