import { describe, expect, test } from 'vitest'
import { accountIdentifier, pdsOf, serverOrigin } from '../../../main/connectors/bluesky/sign-in/identity.ts'
import { AppFailure } from '../../../shared/errors.ts'

function issueOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AppFailure && error.error.kind === 'invalid-input')
      return error.error.issues.map(({ field, code }) => `${field}: ${code}`).join()
    throw error
  }
  return 'fine'
}

describe('A typed server', () => {
  test.each([
    ['bsky.social', 'https://bsky.social'],
    [' https://bsky.social/ ', 'https://bsky.social'],
    ['HTTPS://Bsky.Social/profile/ann', 'https://bsky.social'],
    ['localhost:2583', 'http://localhost:2583'],
    ['http://127.0.0.1:2583', 'http://127.0.0.1:2583'],
    ['pds.example.com:8443', 'https://pds.example.com:8443'],
    ['\u200ebsky.social\u200f', 'https://bsky.social'],
  ])('%j is understood as %s', (typed, origin) => {
    expect(serverOrigin(typed)).toBe(origin)
  })

  test.each([
    'http://bsky.social',
    'ftp://bsky.social',
    'bsky',
    'javascript:alert(1)',
    'https://user:secret@bsky.social',
    'two words',
    'https://',
  ])('%j is refused', (typed) => {
    expect(issueOf(() => serverOrigin(typed))).toBe('server: server-invalid')
  })

  test('that is missing is asked for', () => {
    expect(issueOf(() => serverOrigin('  '))).toBe('server: required')
  })
})

describe('A typed name', () => {
  test.each([
    ['ann.bsky.social', 'ann.bsky.social'],
    ['@Ann.Bsky.Social', 'ann.bsky.social'],
    ['\u202a@ann.bsky.social\u202c ', 'ann.bsky.social'],
    ['https://bsky.app/profile/ann.example.com', 'ann.example.com'],
    ['did:plc:abcdefghijklmnopqrstuvwx', 'did:plc:abcdefghijklmnopqrstuvwx'],
    ['Ann@Example.com', 'Ann@Example.com'],
    ['ann', 'ann.bsky.social'],
  ])('%j is understood as %s', (typed, identifier) => {
    expect(accountIdentifier(typed, ['.bsky.social'])).toBe(identifier)
  })

  test.each(['ann..social', 'ann.so_cial', 'ann bsky social!', '-.test'])('%j is refused', (typed) => {
    expect(issueOf(() => accountIdentifier(typed, ['.bsky.social']))).toBe('handle: handle-invalid')
  })

  test('without a domain needs a server that gives one', () => {
    expect(issueOf(() => accountIdentifier('ann', []))).toBe('handle: handle-invalid')
  })
})

describe('The server in a DID document', () => {
  const did = 'did:plc:abcdefghijklmnopqrstuvwx'
  const service = (serviceEndpoint: unknown, parts = {}) => ({
    id: did,
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint, ...parts }],
  })

  test('is taken from the entry meant for it', () => {
    expect(pdsOf(service('https://pds.example.com/x'), did, false)).toBe('https://pds.example.com')
    expect(
      pdsOf({ id: did, service: [{ id: '#labeler', type: 'AtprotoLabeler', serviceEndpoint: 'https://l.example' }] }, did, false),
    ).toBeNull()
  })

  test('is not believed in somebody else’s document, without encryption, or when it makes no sense', () => {
    expect(pdsOf(service('https://pds.example.com'), 'did:plc:other', false)).toBeNull()
    expect(pdsOf(service('http://pds.example.com'), did, true)).toBeNull()
    expect(pdsOf(service('http://localhost:2583'), did, false)).toBeNull()
    expect(pdsOf(service('http://localhost:2583'), did, true)).toBe('http://localhost:2583')
    for (const nonsense of [null, 7, 'text', { id: did, service: [null, 7] }, service('nowhere'), service(['https://x.example'])])
      expect(pdsOf(nonsense, did, true)).toBeNull()
  })
})
