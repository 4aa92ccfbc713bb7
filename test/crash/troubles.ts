import type { Fault } from '../mastodon-server/http/faults.ts'
import type { NetworkName, Networks } from '../proof/networks.ts'
import type { Chance } from '../support/seeded.ts'

/** The networks whose servers can be told to fail; a real one cannot. */
type Troubled = Exclude<NetworkName, 'bluesky'>

const unavailable = { status: 503, body: { error: 'Service Unavailable' } } as const
const problem = { status: 503, body: { title: 'Service Unavailable', type: 'about:blank', status: 503 } } as const
const graphError = { status: 500, body: { error: { message: 'Please retry', type: 'OAuthException', code: 2 } } } as const

/**
 * What goes wrong at the servers in a round as well, so that processes end while they wait, and while they doubt. The first two of each leave nobody
 * knowing whether a post is there: it is, and it is not.
 */
const TROUBLES: Readonly<Record<Troubled, readonly [Fault, Fault, ...Fault[]]>> = {
  mastodon: [
    { match: 'POST /api/v1/statuses', reset: true, afterEffect: true },
    { match: 'POST /api/v1/statuses', reset: true },
    { match: 'POST /api/v1/statuses', ...unavailable },
    { match: 'POST /api/v2/media', ...unavailable },
  ],
  x: [
    { match: 'POST /2/tweets', reset: true, afterEffect: true },
    { match: 'POST /2/tweets', reset: true },
    { match: 'POST /2/tweets', ...problem },
    { match: 'POST /2/tweets', ...problem, afterEffect: true },
    { match: 'POST /2/media/upload/*/finalize', ...problem },
  ],
  threads: containerTroubles('/v1.0/me/threads', '/v1.0/me/threads_publish'),
  instagram: containerTroubles('/v25.0/me/media', '/v25.0/me/media_publish'),
  facebook: [
    { match: 'POST /v25.0/*/feed', reset: true, afterEffect: true },
    { match: 'POST /v25.0/*/feed', reset: true },
    { match: 'POST /v25.0/*/comments', reset: true, afterEffect: true },
    { match: 'POST /v25.0/*/comments', reset: true },
    { match: 'POST /v25.0/*/feed', ...graphError },
    { match: 'POST /v25.0/*/feed', ...graphError, afterEffect: true },
    { match: 'POST /v25.0/*/comments', ...graphError, afterEffect: true },
    { match: 'POST /v25.0/*/photos', reset: true, afterEffect: true },
  ],
}

/** Of networks that make a container of a post and publish that. */
function containerTroubles(create: string, publish: string): readonly [Fault, Fault, ...Fault[]] {
  return [
    { match: `POST ${publish}`, reset: true, afterEffect: true },
    { match: `POST ${publish}`, reset: true },
    { match: `POST ${publish}`, ...graphError },
    { match: `POST ${publish}`, ...graphError, afterEffect: true },
    { match: `POST ${create}`, reset: true, afterEffect: true },
  ]
}

/** `among`: how many requests of a sort there are about, of which one is met. */
export function makeTrouble(networks: Networks, chance: Chance, among: number): void {
  // Written down above, whose keys are these alone.
  const names = Object.keys(TROUBLES) as Troubled[]
  for (const name of names) {
    for (let troubles = chance.below(3); troubles > 0; troubles--) {
      networks[name].failNext({ ...chance.pick<Fault>(TROUBLES[name]), after: chance.below(among) })
    }
  }
  // And a doubt for certain, at the first post that comes.
  const sure = chance.pick(names)
  const [there, notThere] = TROUBLES[sure]
  networks[sure].failNext(chance.pick([there, notThere]))
  // Pictures that are worked on for a while.
  setProcessing(networks, () => chance.below(2))
}

export function endTrouble(networks: Networks): void {
  const { mastodon, x, threads, instagram, facebook } = networks
  for (const server of [mastodon, x, threads, instagram, facebook]) server.clearFaults()
  setProcessing(networks, () => 0)
}

function setProcessing({ x, threads, instagram }: Networks, times: () => number): void {
  x.world.processing.image = times()
  threads.settings.processingPolls = times()
  instagram.settings.processingPolls = times()
}
