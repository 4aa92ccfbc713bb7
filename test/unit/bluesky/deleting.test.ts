import { beforeEach, describe, expect, test } from 'vitest'
import { ANN, bluesky, FakeRepository } from './fake-repository.ts'

const KEY = '3lbfjxaxcsc2k'
const POST = `at://${ANN}/app.bsky.feed.post/${KEY}`
const THREADGATE = `at://${ANN}/app.bsky.feed.threadgate/${KEY}`
const POSTGATE = `at://${ANN}/app.bsky.feed.postgate/${KEY}`

let repository: FakeRepository
beforeEach(() => {
  repository = new FakeRepository()
})

function remove(uri = POST): Promise<void> {
  return bluesky.delete!(repository.context, { postId: uri, remoteId: uri, revision: null, url: null })
}

describe('Deleting a post', () => {
  test('takes its gates along, in the same request', async () => {
    const others = [POST, THREADGATE, POSTGATE].map((uri) => uri.replace(KEY, '3lbfjxaxother'))
    for (const uri of [POST, THREADGATE, POSTGATE, ...others]) repository.records.set(uri, {})
    await remove()
    expect([...repository.records.keys()]).toEqual(others)
    expect(repository.writes()).toEqual(['com.atproto.repo.applyWrites'])
  })

  test.each([
    ['threadgate', THREADGATE],
    ['postgate', POSTGATE],
  ])('takes along the %s alone where that is all there is', async (_, gate) => {
    for (const uri of [POST, gate]) repository.records.set(uri, {})
    await remove()
    expect([...repository.records.keys()]).toEqual([])
  })

  test('without gates deletes the one record', async () => {
    repository.records.set(POST, {})
    await remove()
    expect([...repository.records.keys()]).toEqual([])
    expect(repository.writes()).toEqual(['com.atproto.repo.deleteRecord'])
  })

  test('whose answer was lost can be repeated', async () => {
    for (const uri of [POST, THREADGATE, POSTGATE]) repository.records.set(uri, {})
    repository.lose = 'com.atproto.repo.applyWrites'
    await expect(remove()).rejects.toMatchObject({ error: { kind: 'outcome-unknown' } })
    await remove()
    expect([...repository.records.keys()]).toEqual([])
  })

  test('that another client has deleted takes away the gates it left behind', async () => {
    repository.records.set(THREADGATE, {})
    await remove()
    expect([...repository.records.keys()]).toEqual([])
  })

  test('of somebody else is not even asked for', async () => {
    await expect(remove(POST.replace(ANN, 'did:plc:bob'))).rejects.toMatchObject({ error: { code: 'not-own-record' } })
    expect(repository.asked).toEqual([])
  })
})
