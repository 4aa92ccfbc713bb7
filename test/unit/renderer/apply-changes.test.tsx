import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure, success } from '../../../shared/errors.ts'
import { applyChange, followChanges } from '../../../renderer/bridge/apply-changes.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import type { ConnectionState } from '../../../renderer/bridge/transport.ts'
import { accountsOptions } from '../../../renderer/queries/app.ts'
import { postKeys, seedPosts } from '../../../renderer/queries/posts.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { timelineOptions } from '../../../renderer/queries/timeline.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'
import { accounts, posts } from '../../support/renderer-fixture/world.ts'

const [first, second, third] = [...posts.values()]
const calls: { name: string; input: unknown }[] = []
let tellConnection: (state: ConnectionState) => void
let answers: Record<string, unknown>

beforeEach(() => {
  calls.length = 0
  answers = { 'posts.get': [], 'accounts.list': accounts }
  setTransport({
    invoke: (name, input) => {
      calls.push({ name, input })
      return Promise.resolve(success(answers[name] ?? {}))
    },
    subscribe: () => () => undefined,
    watchConnection: (listener) => {
      tellConnection = listener
      return () => undefined
    },
  })
})

afterEach(() => {
  queryClient.clear()
  useAnnouncements.setState({ said: [] })
})

describe('following the store', () => {
  it('asks again for touched posts that are held, in one call, and for no others', async () => {
    seedPosts([first!, second!])
    answers['posts.get'] = [{ ...first!, deleted: true }]
    applyChange({ topic: 'posts', ids: [first!.post.id, third!.post.id] }, queryClient)
    await vi.waitFor(() => expect(queryClient.getQueryData(postKeys.post(first!.post.id))).toMatchObject({ deleted: true }))
    expect(calls).toEqual([{ name: 'posts.get', input: { ids: [first!.post.id] } }])
    expect(queryClient.getQueryData(postKeys.post(third!.post.id))).toBeUndefined()
  })

  it('asks for nothing when none of the touched posts is held', () => {
    applyChange({ topic: 'posts', ids: ['nobody'] }, queryClient)
    expect(calls).toEqual([])
  })

  it('asks again for a post that was not stored before', async () => {
    queryClient.setQueryData(postKeys.post(first!.post.id), null)
    answers['posts.get'] = [first]
    applyChange({ topic: 'posts', ids: [first!.post.id] }, queryClient)
    await vi.waitFor(() => expect(queryClient.getQueryData(postKeys.post(first!.post.id))).toEqual(first))
  })

  it('keeps the timeline when only the state of an account changed, and begins it anew when one went', async () => {
    const stop = new QueryObserver(queryClient, accountsOptions).subscribe(() => undefined)
    await vi.waitFor(() => expect(queryClient.getQueryData(accountsOptions.queryKey)).toHaveLength(accounts.length))
    queryClient.setQueryData(timelineOptions(null).queryKey, {
      rows: [],
      older: null,
      moreOnNetworks: false,
      sources: [],
      top: null,
      held: 0,
      start: null,
    })
    const begunAnew = (): boolean => queryClient.getQueryState(timelineOptions(null).queryKey)?.isInvalidated ?? false

    answers['accounts.list'] = accounts.map((account) => ({ ...account, state: { kind: 'paused' } }))
    applyChange({ topic: 'accounts' }, queryClient)
    await vi.waitFor(() => expect(queryClient.getQueryData(accountsOptions.queryKey)?.[0]?.state).toEqual({ kind: 'paused' }))
    expect(begunAnew()).toBe(false)

    answers['accounts.list'] = accounts.slice(1)
    applyChange({ topic: 'accounts' }, queryClient)
    await vi.waitFor(() => expect(begunAnew()).toBe(true))
    stop()
  })

  it('says once what the core has to say, in words', () => {
    applyChange({ topic: 'notice', tone: 'error', code: 'like-refused', values: { handle: 'juno', message: '' } }, queryClient)
    expect(useAnnouncements.getState().said.map(({ tone, text }) => [tone, text])).toEqual([
      ['error', 'The like by @juno was refused and taken back. '],
    ])
  })

  it('asks again, at the first connection, for what was asked before anybody could answer', async () => {
    setTransport({
      invoke: (name, input) => {
        calls.push({ name, input })
        return Promise.resolve(calls.length === 1 ? failure({ kind: 'offline' }) : success(accounts))
      },
      subscribe: () => () => undefined,
      watchConnection: (listener) => {
        tellConnection = listener
        return () => undefined
      },
    })
    const end = followChanges(queryClient)
    const observer = new QueryObserver(queryClient, accountsOptions)
    const unsubscribe = observer.subscribe(() => undefined)
    await vi.waitFor(() => expect(observer.getCurrentResult().isError).toBe(true))
    tellConnection('connected')
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(accounts))
    expect(calls).toHaveLength(2)
    unsubscribe()
    end()
  })

  it('asks for everything again when the connection is back, since events were lost', async () => {
    const end = followChanges(queryClient)
    seedPosts([first!])
    answers['posts.get'] = [first]
    tellConnection('connected')
    expect(calls).toEqual([])
    tellConnection('lost')
    tellConnection('connected')
    await vi.waitFor(() => expect(calls).toContainEqual({ name: 'posts.get', input: { ids: [first!.post.id] } }))
    end()
  })
})
