import type { Fault, Faults } from '../mastodon-server/http/faults.ts'
import type { DraftKind } from '../proof/drafts.ts'
import type { NetworkName } from '../proof/networks.ts'
import type { FaultCase } from './cases.ts'

/** What takes the faults of a network. */
type Target = { readonly failNext: Faults['add']; readonly metFaults: Faults['met'] }
type Part = 'commit' | 'upload' | 'witness' | 'refresh'

/** The requests of each part of sending, one pattern each. A network may make a thread of single posts or at once. */
const requests: Readonly<Record<NetworkName, Readonly<Record<Part, readonly string[]>>>> = {
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
  x: {
    commit: ['POST /2/tweets'],
    upload: ['POST /2/media/upload/*/append'],
    witness: ['GET /2/users/*/tweets'],
    refresh: ['POST /2/oauth2/token'],
  },
  threads: {
    commit: ['POST /v1.0/me/threads_publish'],
    // Nothing is uploaded: it is told where each picture is.
    upload: ['POST /v1.0/me/threads'],
    witness: ['GET /v1.0/me/threads', 'GET /v1.0/me/replies'],
    refresh: ['GET /refresh_access_token'],
  },
  instagram: {
    commit: ['POST /v25.0/me/media_publish'],
    // Nor here.
    upload: ['POST /v25.0/me/media'],
    witness: ['GET /v25.0/me/media'],
    refresh: ['GET /refresh_access_token'],
  },
  facebook: {
    commit: ['POST /v25.0/*/feed', 'POST /v25.0/*/comments'],
    upload: ['POST /v25.0/*/photos'],
    witness: ['GET /v25.0/*/published_posts', 'GET /v25.0/*/comments'],
    // The token of a page has no end.
    refresh: [],
  },
}

/** Parts that a network may never come to: who gave no token for renewing is not asked to renew. */
const OPTIONAL = ['mastodon refresh', 'threads refresh', 'instagram refresh']

/**
 * Has a case happen to the next draft, on the networks it goes to. In the middle: a thread's third post (where its first is made by another request,
 * its fourth), the second of four pictures. `now` is epoch ms by Chirp's clock.
 * Answers what tells, until the faults are cleared, which parts of it did not happen after all.
 */
export function arm(
  fault: FaultCase,
  kind: DraftKind,
  networks: readonly NetworkName[],
  targets: Readonly<Record<NetworkName, Target>>,
  now: number,
): () => readonly string[] {
  const armed: { readonly part: string; readonly target: Target; readonly faults: readonly Fault[] }[] = []
  for (const network of networks) {
    for (const part of ['commit', 'upload', 'witness', 'refresh'] as const) {
      const wrong = fault[part]?.(now)[network] ?? []
      if (wrong.length === 0) continue
      const faults = requests[network][part].flatMap((match) =>
        wrong.map((each, index): Fault => ({ ...each, match, after: index === 0 ? placeOf(part, kind, match) : 0 })),
      )
      for (const each of faults) targets[network].failNext(each)
      if (faults.length > 0 && !OPTIONAL.includes(`${network} ${part}`))
        armed.push({ part: `${network} ${part}`, target: targets[network], faults })
    }
  }
  return () => armed.flatMap(({ part, target, faults }) => (faults.some((each) => target.metFaults().has(each)) ? [] : [part]))
}

function placeOf(part: Part, kind: DraftKind, match: string): number {
  if (part === 'upload') return kind === 'images' ? 1 : 0
  return part === 'commit' && kind === 'thread' && !match.endsWith('applyWrites') ? 2 : 0
}
