import type { Fault } from '../mastodon-server/http/faults.ts'
import type { DraftKind } from '../proof/drafts.ts'
import type { NetworkName } from '../proof/networks.ts'

/** Something that goes wrong while a draft is sent. */
export type FaultCase = {
  readonly name: string
  /** What happens to the requests that make a post, in the words of each network. */
  readonly commit?: Wrong
  /** What happens to uploads; such a case is for pictures only. */
  readonly upload?: Wrong
  /** What happens to the questions whether a post is there. */
  readonly witness?: Wrong
  /** What happens to the exchange of a refresh token. */
  readonly refresh?: Wrong
  /** What happens on this machine after Post was pressed; undone after a while. */
  readonly machine?: 'disk-full' | 'read-only' | 'clock-forward' | 'clock-back' | 'processing'
  /** All networks then want the person to sign in again, and nothing else gets better by itself. */
  readonly signsOut?: boolean
  /** Takes half a minute of silence, and is done for one kind only. */
  readonly slow?: boolean
}

type Answer = Omit<Fault, 'match'>
/** The faults of each network, one after the other. */
export type NetworkFaults = Readonly<Record<NetworkName, readonly Answer[]>>
/** The same where servers name a time, which is counted from `now`, epoch ms. */
type Wrong = (now: number) => NetworkFaults

/** The same on all networks whose API is Meta's. */
const onMeta = (...faults: readonly Answer[]) => ({ threads: faults, instagram: faults, facebook: faults })
const all =
  (...faults: readonly Answer[]): Wrong =>
  () => ({ bluesky: faults, mastodon: faults, x: faults, ...onMeta(...faults) })

/** Soon, by the servers' clock: they name it in seconds, as a date, or say for how many minutes. */
function tooMany(now: number): NetworkFaults {
  const resetAt = now + 20_000
  const limited = { status: 429 }
  const usage = [{ type: 'threads', call_count: 100, total_cputime: 20, total_time: 20, estimated_time_to_regain_access: 1 }]
  return {
    bluesky: [
      {
        ...limited,
        headers: { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': String(Math.ceil(resetAt / 1000)) },
        body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
      },
    ],
    mastodon: [
      {
        ...limited,
        headers: { 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': new Date(resetAt).toISOString() },
        body: { error: 'Too many requests' },
      },
    ],
    x: [
      {
        ...limited,
        headers: {
          'x-rate-limit-limit': '100',
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': String(Math.ceil(resetAt / 1000)),
        },
        body: problem(429, 'Too Many Requests'),
      },
    ],
    ...onMeta({
      status: 400,
      headers: { 'x-business-use-case-usage': JSON.stringify({ 17: usage }) },
      body: graphError(4, 'Application request limit reached'),
    }),
  }
}

/** A refusal as X writes it, and one as Meta does. */
const problem = (status: number, title: string) => ({ title, type: 'about:blank', status, detail: title })
const graphError = (code: number, message: string, subcode?: number) => ({
  error: { message, type: 'OAuthException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: 'A' },
})

/** Each network's own word for trouble. */
const broken =
  (how: Pick<Fault, 'afterEffect'>): Wrong =>
  () => {
    const common = { status: 500, ...how, body: { error: 'InternalServerError', message: 'Internal Server Error' } }
    return {
      bluesky: [common],
      mastodon: [common],
      x: [{ ...common, body: problem(500, 'Internal Server Error') }],
      ...onMeta({ ...common, body: graphError(2, 'An unexpected error has occurred. Please retry your request later.') }),
    }
  }

const html502: Answer = { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' }
const refusedByX: Answer = { status: 401, body: problem(401, 'Unauthorized') }
const refusedByMeta: Answer = { status: 401, body: graphError(190, 'Error validating access token: Session has expired.', 463) }
const refusedToken: Wrong = () => ({
  bluesky: [{ status: 400, body: { error: 'InvalidToken', message: 'Token could not be verified' } }],
  mastodon: [{ status: 401, body: { error: 'The access token is invalid' } }],
  x: [refusedByX],
  ...onMeta(refusedByMeta),
})
const expired: Answer = { status: 400, body: { error: 'ExpiredToken', message: 'Token has expired' } }
/** `times`: as often as it is tried with the old one. */
const oldToken =
  (times: number): Wrong =>
  () => ({
    bluesky: [{ ...expired, times }],
    mastodon: [{ status: 401, body: { error: 'The access token is invalid' }, times }],
    x: [{ ...refusedByX, times }],
    ...onMeta({ ...refusedByMeta, times }),
  })
/** The answer with the next token is lost, and the one that was used for it is known no more. */
const lostToken: Wrong = () => {
  const lost: Answer = { reset: true, afterEffect: true }
  const known = [lost, { ...expired, times: 100 }]
  const refused = {
    status: 400,
    body: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    times: 100,
  }
  return { bluesky: known, mastodon: known, x: [lost, refused], ...onMeta() }
}

/** All of them. */
export const faultCases: readonly FaultCase[] = [
  { name: 'connection reset after the post was made', commit: all({ reset: true, afterEffect: true }) },
  { name: 'connection reset before it was', commit: all({ reset: true }) },
  { name: 'three resets after the post was made', commit: all({ reset: true, afterEffect: true, times: 3 }) },
  { name: '500', commit: broken({}) },
  { name: '500 after the post was made', commit: broken({ afterEffect: true }) },
  { name: '502 in HTML', commit: all(html502) },
  {
    name: '502 in HTML after the post was made',
    commit: all({ ...html502, afterEffect: true }),
  },
  { name: '429 with a time', commit: tooMany },
  { name: 'half a JSON', commit: all({ truncate: true }) },
  { name: 'a token that is refused', commit: refusedToken },
  { name: 'a token that ran out', commit: oldToken(1) },
  { name: 'a token that ran out, and the new one lost on its way', commit: oldToken(2), refresh: all({ reset: true, afterEffect: true }) },
  {
    // A server may know a token that was used for the new one for hours, or not at all.
    name: 'a token that ran out, the new one lost, and the old one taken no more',
    commit: oldToken(100),
    refresh: lostToken,
    signsOut: true,
  },
  {
    name: 'reset after the post was made, and then nobody to ask',
    commit: all({ reset: true, afterEffect: true }),
    witness: all({ status: 503, times: 3, body: '<html>down</html>' }),
  },
  { name: 'an upload that is reset', upload: all({ reset: true }) },
  { name: 'an upload that is reset after it was taken', upload: all({ reset: true, afterEffect: true }) },
  { name: 'an upload that answers 502', upload: all(html502) },
  { name: 'an upload that answers half a JSON', upload: all({ truncate: true }) },
  { name: 'an upload that answers 429', upload: tooMany },
  { name: 'pictures that stay in processing', machine: 'processing' },
  { name: 'a full disk', machine: 'disk-full' },
  { name: 'a database that is read-only', machine: 'read-only' },
  { name: 'a clock set three days forward', machine: 'clock-forward' },
  { name: 'a clock set a day back', machine: 'clock-back' },
  { name: 'half a minute of silence', commit: all({ hang: true }), slow: true },
  { name: 'half a minute of silence after the post was made', commit: all({ hang: true, afterEffect: true }), slow: true },
]

/** Whether a case says anything about a kind of draft. */
export function concerns(fault: FaultCase, kind: DraftKind): boolean {
  const hasPictures = kind === 'images' || kind === 'picture'
  // What all networks take.
  if (fault.slow === true) return kind === 'picture'
  return hasPictures || (fault.upload === undefined && fault.machine !== 'processing')
}
