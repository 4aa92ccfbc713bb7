import { describe, expect, test } from 'vitest'
import { chooseScopes } from '../../../main/connectors/mastodon/auth/oauth-server.ts'
import { serverOrigin, typedHandle } from '../../../main/connectors/mastodon/auth/server-address.ts'
import { nextQuery } from '../../../main/connectors/mastodon/read/paging.ts'
import { saysTheSame } from '../../../main/connectors/mastodon/write/witness.ts'
import { AppFailure } from '../../../shared/errors.ts'

describe('The server a person means', () => {
  test.each([
    ['mastodon.social', 'https://mastodon.social'],
    ['  Mastodon.Social ', 'https://mastodon.social'],
    ['https://mastodon.social/', 'https://mastodon.social'],
    ['http://mastodon.social', 'https://mastodon.social'],
    ['https://mastodon.social/@bob', 'https://mastodon.social'],
    ['mastodon.social/@bob', 'https://mastodon.social'],
    ['mastodon.social/home?x=1#y', 'https://mastodon.social'],
    ['@bob@mastodon.social', 'https://mastodon.social'],
    ['bob@mastodon.social', 'https://mastodon.social'],
    ['\u200b@bob@\u2068mastodon.social\u2069\ufeff', 'https://mastodon.social'],
    ['mastodon.social:8443', 'https://mastodon.social:8443'],
    ['mastodon.social.', 'https://mastodon.social'],
    ['ｍastodon.social', 'https://mastodon.social'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['user:secret@mastodon.social', 'https://mastodon.social'],
    ['localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/x', 'http://127.0.0.1:3000'],
    ['https://localhost', 'https://localhost'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['http://127.0.0.1.evil.example', 'https://127.0.0.1.evil.example'],
  ])('by %j is %s', (typed, origin) => {
    expect(serverOrigin(typed)).toBe(origin)
  })

  test.each([
    '',
    ' ',
    '@',
    'bob',
    '@bob',
    'ftp://mastodon.social',
    'javascript:alert(1)',
    'my friend bob',
    'https://',
    '/',
    'a@b@',
    'exa%mple.com',
    'x.y/../..@',
  ])('is not to be had from %j', (typed) => {
    const look = () => serverOrigin(typed)
    if (typed === 'x.y/../..@') expect(look()).toBe('https://x.y')
    else expect(look).toThrow(AppFailure)
  })

  test('may be another one than the domain of their handle', () => {
    expect(typedHandle(' @bob@example.com ')).toEqual({ user: 'bob', domain: 'example.com' })
    for (const typed of ['example.com', 'https://example.com/@bob', 'https://bob@example.com']) expect(typedHandle(typed)).toBeNull()
  })
})

describe('The permissions that are asked for', () => {
  const granular = [
    'read:accounts', 'read:bookmarks', 'read:follows', 'read:lists', 'read:notifications', 'read:search', 'read:statuses', 'write:bookmarks', 'write:favourites',
    'write:follows', 'write:media', 'write:statuses',
  ] // prettier-ignore
  test.each([
    ['a server that knows them all', ['read', 'write', 'follow', 'push', 'profile', 'read:filters', ...granular], granular.join(' ')],
    ['one that knows wholes alone', ['read', 'write', 'admin'], 'read write'],
    [
      'one that knows some',
      ['read', 'write', ...granular.filter((scope) => scope !== 'read:search')],
      `read ${granular.filter((scope) => scope.startsWith('write')).join(' ')}`,
    ],
    ['one that does not tell', null, 'read write follow'],
    ['one that tells nonsense', ['email'], 'read write follow'],
  ])('are the fewest of %s', (_, supported, wanted) => {
    expect(chooseScopes(supported).split(' ').toSorted()).toEqual(wanted.split(' ').toSorted())
  })
})

describe('The next page', () => {
  test.each([
    [
      '<https://x.example/api/v1/timelines/home?limit=20&max_id=5>; rel="next", <https://x.example/api/v1/timelines/home?limit=20&min_id=9>; rel="prev"',
      'max_id=5',
    ],
    ['<https://x.example/a?min_id=9>; rel="prev", <https://x.example/a?max_id=01HX>; rel=next', 'max_id=01HX'],
    ['<https://x.example/a?page=2&limit=20>; title="a; b"; rel="last next"', 'page=2'],
    ['</api/v1/x?max_id=7>;rel="next"', 'max_id=7'],
    ['<https://x.example/a?min_id=9>; rel="prev"', null],
    ['<https://x.example/a?limit=20>; rel="next"', null],
    ['nonsense', null],
    ['<', null],
  ])('of %j', (link, query) => {
    expect(nextQuery(link, ['limit'])).toBe(query)
  })
})

describe('A text that a server has changed', () => {
  test.each([
    ['Hello  world', 'Hello world\n', true],
    ['Hi @bob, see https://example.com/a', 'Hi @bob@far.example, see https://example.com/a', true],
    ['bold and code', '**bold** and `code`', true],
    ['Café', 'Cafe\u0301', true],
    ['👍', '👍', true],
    ['👍', '👎', false],
    [':)', ':(', false],
    ['Hello', 'Hello you', false],
    ['', '', true],
    ['', 'x', false],
  ])('%j is %j: %j', (shown, typed, same) => {
    expect(saysTheSame(shown, typed)).toBe(same)
  })
})
