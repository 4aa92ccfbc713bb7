import type { Fault } from '../mastodon-server/http/faults.ts'
import type { DraftKind } from '../proof/drafts.ts'

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
  /** Both networks then want the person to sign in again, and nothing else gets better by itself. */
  readonly signsOut?: boolean
  /** Takes half a minute of silence, and is done for one kind only. */
  readonly slow?: boolean
}

/** The faults of each network, one after the other. */
export type NetworkFaults = { readonly bluesky: readonly Omit<Fault, 'match'>[]; readonly mastodon: readonly Omit<Fault, 'match'>[] }
/** The same where servers name a time, which is counted from `now`, epoch ms. */
type Wrong = (now: number) => NetworkFaults

const both =
  (...faults: readonly Omit<Fault, 'match'>[]): Wrong =>
  () => ({ bluesky: faults, mastodon: faults })

/** Soon, by the servers' clock: they name it in seconds, or as a date. */
function tooMany(now: number): NetworkFaults {
  const resetAt = now + 20_000
  const limited = { status: 429 }
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
  }
}

const html502: Omit<Fault, 'match'> = { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' }
const refusedToken: Wrong = () => ({
  bluesky: [{ status: 400, body: { error: 'InvalidToken', message: 'Token could not be verified' } }],
  mastodon: [{ status: 401, body: { error: 'The access token is invalid' } }],
})
const expired: Omit<Fault, 'match'> = { status: 400, body: { error: 'ExpiredToken', message: 'Token has expired' } }
/** `times`: as often as it is tried with the old one. */
const oldToken =
  (times: number): Wrong =>
  () => ({
    bluesky: [{ ...expired, times }],
    mastodon: [{ status: 401, body: { error: 'The access token is invalid' }, times }],
  })

/** All of them. */
export const faultCases: readonly FaultCase[] = [
  { name: 'connection reset after the post was made', commit: both({ reset: true, afterEffect: true }) },
  { name: 'connection reset before it was', commit: both({ reset: true }) },
  { name: 'three resets after the post was made', commit: both({ reset: true, afterEffect: true, times: 3 }) },
  { name: '500', commit: both({ status: 500, body: { error: 'InternalServerError', message: 'Internal Server Error' } }) },
  { name: '500 after the post was made', commit: both({ status: 500, afterEffect: true, body: { error: 'InternalServerError' } }) },
  { name: '502 in HTML', commit: both(html502) },
  {
    name: '502 in HTML after the post was made',
    commit: both({ ...html502, afterEffect: true }),
  },
  { name: '429 with a time', commit: tooMany },
  { name: 'half a JSON', commit: both({ truncate: true }) },
  { name: 'a token that is refused', commit: refusedToken },
  { name: 'a token that ran out', commit: oldToken(1) },
  { name: 'a token that ran out, and the new one lost on its way', commit: oldToken(2), refresh: both({ reset: true, afterEffect: true }) },
  {
    // A server may know a token that was used for the new one for hours, or not at all.
    name: 'a token that ran out, the new one lost, and the old one taken no more',
    commit: oldToken(100),
    refresh: both({ reset: true, afterEffect: true }, { ...expired, times: 100 }),
    signsOut: true,
  },
  {
    name: 'reset after the post was made, and then nobody to ask',
    commit: both({ reset: true, afterEffect: true }),
    witness: both({ status: 503, times: 3, body: '<html>down</html>' }),
  },
  { name: 'an upload that is reset', upload: both({ reset: true }) },
  { name: 'an upload that is reset after it was taken', upload: both({ reset: true, afterEffect: true }) },
  { name: 'an upload that answers 502', upload: both(html502) },
  { name: 'an upload that answers half a JSON', upload: both({ truncate: true }) },
  { name: 'an upload that answers 429', upload: tooMany },
  { name: 'pictures that stay in processing', machine: 'processing' },
  { name: 'a full disk', machine: 'disk-full' },
  { name: 'a database that is read-only', machine: 'read-only' },
  { name: 'a clock set three days forward', machine: 'clock-forward' },
  { name: 'a clock set a day back', machine: 'clock-back' },
  { name: 'half a minute of silence', commit: both({ hang: true }), slow: true },
  { name: 'half a minute of silence after the post was made', commit: both({ hang: true, afterEffect: true }), slow: true },
]

/** Whether a case says anything about a kind of draft. */
export function concerns(fault: FaultCase, kind: DraftKind): boolean {
  if (fault.slow === true) return kind === 'single'
  return kind === 'images' || (fault.upload === undefined && fault.machine !== 'processing')
}
