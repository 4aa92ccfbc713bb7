import type { GraphError } from './graph-failure.ts'

/** What Graph means by an error. `limited`: too much of something, try again later. */
export type GraphMeaning = 'expired' | 'revoked' | 'forbidden' | 'limited' | 'unavailable' | 'not-found' | 'rejected'

/** Source: https://developers.facebook.com/docs/graph-api/guides/error-handling, "Error codes", read 2026-11-27; others where said. */
const CODES: Readonly<Record<string, GraphMeaning>> = {
  // Down, or too much to do.
  '-2': 'unavailable', // instagram-graph-api/reference/error-codes, read 2026-11-27
  '-1': 'unavailable', // the same
  '1': 'unavailable',
  '2': 'unavailable',
  // A function or permission that the app does not have.
  '3': 'forbidden',
  '10': 'forbidden',
  // Calls of the app, the person, the page, and of what is done too often.
  '4': 'limited',
  '17': 'limited',
  '32': 'limited',
  '341': 'limited',
  '368': 'limited',
  '613': 'limited', // graph-api/overview/rate-limiting, read 2026-11-27
  '9': 'limited', // posts a day; not on the page, as reported by others (9/2207042), 2026-11-27
  // The token.
  '102': 'expired',
  '104': 'expired', // no token came along; not on the page
  '190': 'expired',
  '506': 'rejected',
  '803': 'not-found', // an unknown name or id; not on the page
}

/** Why a token is not taken. Source: the same page, "Authentication error subcodes". */
const TOKEN_SUBCODES: Readonly<Record<number, GraphMeaning>> = {
  458: 'revoked',
  459: 'revoked',
  460: 'revoked',
  463: 'expired',
  464: 'revoked',
  467: 'revoked',
  492: 'revoked',
}

/** Other pairs that mean something else than their code alone. */
const PAIRS: Readonly<Record<string, GraphMeaning>> = {
  // "Object does not exist, cannot be loaded due to missing permissions": for this person there is no such thing.
  '100/33': 'not-found',
  // A container whose time is over (instagram-graph-api/reference/error-codes, read 2026-11-27).
  '-2/2207020': 'rejected',
}

/** What an error means; null where its code says nothing and the status has to. */
export function meaningOf({ code, subcode, isTransient }: GraphError): GraphMeaning | null {
  const pair = PAIRS[`${String(code)}/${String(subcode)}`]
  if (pair !== undefined) return pair
  if (code === 190 || code === 102) return TOKEN_SUBCODES[subcode ?? 0] ?? 'expired'
  const meaning = CODES[String(code)]
  if (meaning !== undefined) return meaning
  if (typeof code === 'number' && code >= 200 && code <= 299) return 'forbidden'
  // Business use cases have numbers of their own, one for each product (graph-api/overview/rate-limiting, read 2026-11-27).
  if (typeof code === 'number' && code >= 80_000 && code <= 80_014) return 'limited'
  return isTransient ? 'unavailable' : null
}
