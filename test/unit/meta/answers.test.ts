import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readPage } from '../../../main/connectors/meta/answers.ts'
import { createGraph } from '../../../main/connectors/meta/graph.ts'
import { codeOf } from '../../../main/connectors/meta/sign-in-answer.ts'
import { parseWireJson } from '../../../main/connectors/meta/wire-json.ts'
import { AppFailure } from '../../../shared/errors.ts'

const SERVER = 'https://graph.example'

/** A graph whose answers are given, and what it asked. */
function graphOf(...answers: readonly unknown[]) {
  const asked: { readonly url: string; readonly method: string; readonly authorization: string | null; readonly body: string }[] = []
  let next = 0
  const graph = createGraph({
    server: SERVER,
    version: 'v9.9',
    token: () => Promise.resolve('secret'),
    signal: new AbortController().signal,
    http: {
      fetch: async (input, init) => {
        const request = new Request(input, init)
        asked.push({
          url: request.url,
          method: request.method,
          authorization: request.headers.get('authorization'),
          body: await request.text(),
        })
        return Response.json(answers[next++])
      },
    },
  })
  return { graph, asked }
}

describe('A call', () => {
  test('has its token in a header, its version in its path, and leaves out what is not said', async () => {
    const { graph, asked } = graphOf({}, {}, {})
    await graph.get('me/threads', { fields: 'id,text', after: undefined })
    await graph.post('me/threads', { text: 'a&b=c', media_type: 'TEXT', reply_to_id: undefined })
    await graph.delete('17')
    expect(asked).toEqual([
      { url: `${SERVER}/v9.9/me/threads?fields=id%2Ctext`, method: 'GET', authorization: 'Bearer secret', body: '' },
      { url: `${SERVER}/v9.9/me/threads`, method: 'POST', authorization: 'Bearer secret', body: 'text=a%26b%3Dc&media_type=TEXT' },
      { url: `${SERVER}/v9.9/17`, method: 'DELETE', authorization: 'Bearer secret', body: '' },
    ])
  })

  test('stays at its server, whatever a path is made of', async () => {
    const { graph, asked } = graphOf({}, {})
    await graph.get('/evil.example/x')
    await graph.get('../../x')
    expect(asked.map(({ url }) => new URL(url).origin)).toEqual([SERVER, SERVER])
  })
})

describe('A page of a list', () => {
  const element = z.object({ id: z.string() })
  const read = (answer: unknown, after: string | null = null) => readPage(graphOf(answer).graph, 'me/threads', {}, after, element)
  const cursors = { before: 'a', after: 'z' }

  test('goes on at its cursor while the server says that there is more', async () => {
    const data = [{ id: '1' }, { id: 2 }, null, { id: '3' }]
    expect(await read({ data, paging: { cursors, next: `${SERVER}/v9.9/me?access_token=secret` } })).toEqual({
      items: [{ id: '1' }, { id: '3' }],
      after: 'z',
      skipped: 2,
      serverTime: null,
    })
    expect((await read({ data, paging: { cursors } })).after).toBeNull()
    expect((await read({ data })).after).toBeNull()
  })

  test('ends where the server names the same place again', async () => {
    expect((await read({ data: [], paging: { cursors, next: SERVER } }, 'z')).after).toBeNull()
  })

  test.each([[null], ['text'], [{ paging: {} }], [{ data: {} }]])('that is none is no answer: %j', async (answer) => {
    await expect(read(answer)).rejects.toMatchObject({ problem: 'unreadable' })
  })
})

describe('What a sign-in comes back with', () => {
  const reasonOf = (code: string, state = 'mine'): string => {
    try {
      return `code ${codeOf({ kind: 'code', code }, state)}`
    } catch (error) {
      return error instanceof AppFailure && error.error.kind === 'authentication' ? error.error.reason : 'a bug'
    }
  }

  test.each([
    ['AQBx_-y12345', 'code AQBx_-y12345'],
    ['  AQBx_-y12345#_\n', 'code AQBx_-y12345'],
    ['https://localhost/?code=AQBx_-y12345&state=mine#_', 'code AQBx_-y12345'],
    ['https://localhost/?code=AQBx_-y12345&state=another#_', 'flow-expired'],
    ['https://localhost/?code=AQBx_-y12345', 'flow-expired'],
    ['https://localhost/?error=access_denied&error_reason=user_denied&state=mine', 'cancelled'],
    ['https://localhost/?error=server_error&state=mine', 'flow-expired'],
    ['https://localhost/', 'flow-expired'],
    ['', 'flow-expired'],
    ['two words', 'flow-expired'],
  ])('%s', (pasted, expected) => {
    expect(reasonOf(pasted)).toBe(expected)
  })

  test('by a redirect is held to the same', () => {
    expect(codeOf({ kind: 'redirect', parameters: { code: 'AQBx_-y12345', state: 'mine' } }, 'mine')).toBe('AQBx_-y12345')
    expect(() => codeOf({ kind: 'redirect', parameters: { code: 'AQBx_-y12345', state: 'x' } }, 'mine')).toThrow(AppFailure)
  })
})

test('text of an answer is well formed, and nesting without end is no answer', () => {
  expect(parseWireJson('{"a":["\\ud800x\\u0000"]}')).toEqual({ a: ['\ufffdx'] })
  expect(parseWireJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeUndefined()
  expect(parseWireJson('{"a":')).toBeUndefined()
})
