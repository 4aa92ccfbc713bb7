import type { Fault, Faults } from '../mastodon-server/http/faults.ts'
import type { DraftKind } from '../proof/drafts.ts'
import type { FaultCase, NetworkFaults } from './cases.ts'

/** What takes the faults of a network. */
type Target = { readonly failNext: Faults['add'] }
type Part = 'commit' | 'upload' | 'witness' | 'refresh'

/** The requests of each part of sending, one pattern each. A network may make a thread of single posts or at once. */
const requests: Readonly<Record<keyof NetworkFaults, Readonly<Record<Part, readonly string[]>>>> = {
  bluesky: {
    commit: ['POST /xrpc/com.atproto.repo.createRecord', 'POST /xrpc/com.atproto.repo.applyWrites'],
    upload: ['POST /xrpc/com.atproto.repo.uploadBlob'],
    witness: ['GET /xrpc/com.atproto.repo.getRecord'],
    refresh: ['POST /xrpc/com.atproto.server.refreshSession'],
  },
  mastodon: {
    commit: ['POST /api/v1/statuses'],
    upload: ['POST /api/v2/media'],
    witness: ['GET /api/v1/accounts/*'],
    refresh: ['POST /oauth/token'],
  },
}

/** Has a case happen to the next draft. In the middle: a thread's third post, the second of four pictures. `now` is epoch ms by Chirp's clock. */
export function arm(fault: FaultCase, kind: DraftKind, targets: Readonly<Record<keyof NetworkFaults, Target>>, now: number): void {
  for (const network of ['bluesky', 'mastodon'] as const) {
    for (const part of ['commit', 'upload', 'witness', 'refresh'] as const) {
      const wrong: Omit<Fault, 'match'> | undefined = fault[part]?.(now)[network]
      if (wrong === undefined) continue
      for (const match of requests[network][part]) targets[network].failNext({ ...wrong, match, after: placeOf(part, kind, match) })
    }
  }
}

function placeOf(part: Part, kind: DraftKind, match: string): number {
  if (part === 'upload') return 1
  return part === 'commit' && kind === 'thread' && !match.endsWith('applyWrites') ? 2 : 0
}
