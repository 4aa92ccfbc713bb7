import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { saveAccount, getAccount, retireAccount } from '../../../main/store/tables/accounts.ts'
import { setSettings } from '../../../main/store/tables/settings.ts'
import { batchOf, HOUR, NOON, postOf } from '../../store/builders.ts'
import { value, World, writer, type Process } from '../outbox/world.ts'
import { png } from './pictures.ts'

let world: World
let chirp: Process
beforeEach(() => {
  world = new World()
  chirp = world.boot()
})
afterEach(() => world.remove())

const create = (text = '', targets: string[] | null = null): Draft =>
  value(chirp.drafts.create({ replyTo: null, quote: null, targets, text }))
const write = (draft: Draft, text: string): Draft =>
  value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments: draft.content.segments.map((one) => ({ ...one, text })) } }))
const texts = (): string[] => value(chirp.drafts.list()).map((draft) => draft.text)
const textOf = (draft: Draft): string | undefined => draft.content.segments[0]?.text

/** A post by someone else, as an account has seen it. */
function see(account: string, post: CanonicalPost): void {
  chirp.store.write((db) => ingestBatch(db, batchOf([post]), { accountId: account, requestedAt: NOON, now: NOON }))
}
const reply = (postId: string, targets: string[] | null = null): Draft =>
  value(chirp.drafts.create({ replyTo: postId, quote: null, targets, text: '' }))

describe('a draft that must not be lost (bluesky-social/social-app#4081, #8115 and many more)', () => {
  it('is there after the process was killed (tuskyapp/Tusky#4714, #4258)', async () => {
    write(create(), 'Half a thou')
    await chirp.kill()
    chirp = world.boot()
    expect(texts()).toEqual(['Half a thou'])
  })

  it('keeps its line breaks (social-app#9929)', async () => {
    const draft = write(create(), 'one\n\n\ttwo\r\nthree  \n')
    await chirp.kill()
    chirp = world.boot()
    expect(textOf(value(chirp.drafts.get({ id: draft.id })))).toBe('one\n\n\ttwo\r\nthree  \n')
  })

  it('keeps its pictures when the originals are gone (mastodon/mastodon-ios#482)', async () => {
    const original = join(world.directory, 'cat.png')
    const file = png(9, 9)
    writeFileSync(original, file)
    const { uploadId } = value(await chirp.media.begin({ fileName: 'cat.png', mimeType: 'image/png', bytes: file.length }))
    value(await chirp.media.append({ uploadId, chunk: file.toString('base64') }))
    const media = value(await chirp.media.finish({ uploadId }))
    const draft = create('A cat')
    const segments = draft.content.segments.map((segment) => ({ ...segment, media: [{ ...media, alt: 'A cat' }] }))
    value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
    rmSync(original)
    await chirp.kill()
    chirp = world.boot()
    const kept = value(chirp.drafts.get({ id: draft.id })).content.segments[0]?.media[0]
    expect(kept).toMatchObject({ alt: 'A cat', previewUrl: `media/chirp-file:${media.sha256}` })
    expect(Buffer.from(await chirp.folder.read(media.sha256))).toEqual(file)
  })

  it('keeps what it answers and quotes', async () => {
    see('acc_ann', postOf('question', 'carol', NOON))
    const draft = write(reply('post:question'), 'My answer')
    await chirp.kill()
    chirp = world.boot()
    expect(value(chirp.drafts.get({ id: draft.id }))).toMatchObject({ replyTo: 'post:question', targets: [{ accountId: 'acc_ann' }] })
    expect(value(chirp.drafts.list())).toMatchObject([{ text: 'My answer', replyToHandle: 'carol.test' }])
  })

  it('is never overwritten by another window (elk PR#1822)', () => {
    const draft = create()
    const saved = write(draft, 'written here')
    const stale = chirp.drafts.save({ ...draft })
    expect(stale).toEqual({ ok: false, error: { kind: 'conflict', message: null } })
    expect(textOf(value(chirp.drafts.get({ id: draft.id })))).toBe('written here')
    expect(saved.revision).toBe(draft.revision + 1)
  })

  it('is not one with another: every composer has its own', () => {
    const [first, second] = [create(), create()]
    write(first, 'one')
    write(second, 'two')
    expect(texts().sort()).toEqual(['one', 'two'])
  })

  it('comes back after it was discarded', () => {
    const draft = write(create(), 'Never mind')
    value(chirp.drafts.discard({ id: draft.id }))
    expect(texts()).toEqual([])
    expect(chirp.drafts.save({ ...draft, revision: draft.revision }).ok).toBe(false)
    value(chirp.drafts.discard({ id: draft.id }))
    expect(textOf(value(chirp.drafts.restore({ id: draft.id })))).toBe('Never mind')
    expect(texts()).toEqual(['Never mind'])
  })

  it('cannot change what is being posted, or was (elk#2602)', async () => {
    const draft = write(create('', ['acc_ann']), 'Live')
    value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision }))
    expect(chirp.drafts.save({ ...draft }).ok).toBe(false)
    await chirp.settle()
    expect(chirp.drafts.save({ ...draft }).ok).toBe(false)
    expect(world.network.posts.map((post) => post.text)).toEqual(['Live'])
  })
})

describe('the list of drafts', () => {
  it('has the last changed first, with what is needed to recognise it', () => {
    write(create(), 'older')
    world.now += 1
    const draft = create('', ['acc_ann', 'acc_bob'])
    const segments = ['one', ' ', 'three'].map((text, index) => ({ id: `s${index}`, text, media: [], poll: null }))
    value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
    expect(value(chirp.drafts.list())).toEqual([
      {
        id: draft.id,
        text: 'one\n\nthree',
        segments: 3,
        media: 0,
        accountIds: ['acc_ann', 'acc_bob'],
        replyToHandle: null,
        edits: false,
        scheduledAt: null,
        updatedAt: world.now,
      },
      expect.objectContaining({ text: 'older' }),
    ])
  })

  it('finds every word in any text of a draft, whatever its case and accents', () => {
    write(create(), 'Papier schöpfen am Mittwoch')
    const folded = create()
    const own = { ...folded.content, segments: [{ id: 's1', text: 'Paper is folded', media: [], poll: null }] }
    value(
      chirp.drafts.save({
        ...folded,
        content: { ...folded.content, contentWarning: 'Glue' },
        targets: folded.targets.map((target) => ({ ...target, override: own })),
      }),
    )
    const found = (search: string): string[] => value(chirp.drafts.list({ search, discarded: false })).map(({ text }) => text)
    expect(found('  SCHOPFEN  papier ')).toEqual(['Papier schöpfen am Mittwoch'])
    expect(found('glue folded')).toEqual(['Paper is folded'])
    expect(found('pap')).toHaveLength(2)
    expect(found('papier folded')).toEqual([])
    expect(found('%')).toEqual([])
  })

  it('has those that were discarded apart, without the empty ones', () => {
    const kept = write(create(), 'kept')
    const given = write(create(), 'given up')
    value(chirp.drafts.discard({ id: given.id }))
    value(chirp.drafts.discard({ id: create().id }))
    expect(texts()).toEqual(['kept'])
    expect(value(chirp.drafts.list({ search: '', discarded: true })).map(({ id }) => id)).toEqual([given.id])
    value(chirp.drafts.restore({ id: given.id }))
    expect(value(chirp.drafts.list({ search: '', discarded: true }))).toEqual([])
    expect(texts().toSorted()).toEqual(['given up', 'kept'])
    expect(value(chirp.drafts.get({ id: kept.id })).revision).toBe(kept.revision)
  })

  it('does not fill with empty ones (elk#2581), and they go after a while', async () => {
    see('acc_ann', postOf('question', 'carol', NOON))
    const untouched = create()
    write(create(), '  \n ')
    reply('post:question')
    expect(texts()).toEqual([])
    world.now += 8 * 24 * HOUR
    await chirp.media.sweep()
    expect(chirp.drafts.get({ id: untouched.id }).ok).toBe(false)
  })
})

describe('a draft that was only begun', () => {
  const begin = (): Draft => value(chirp.drafts.begin({ replyTo: null, quote: null, targets: null, text: '' }))
  const said = (draft: Draft, text: string) => ({
    ...draft,
    content: { ...draft.content, segments: draft.content.segments.map((one) => ({ ...one, text })) },
    begun: { replyTo: draft.replyTo, quote: draft.quote },
  })

  it('is nowhere in the store before it is saved, and all there afterwards', async () => {
    see('acc_ann', postOf('question', 'carol', NOON))
    const draft = value(chirp.drafts.begin({ replyTo: 'post:question', quote: null, targets: null, text: '' }))
    expect(chirp.drafts.get({ id: draft.id })).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
    const saved = value(chirp.drafts.save(said(draft, 'Yes')))
    await chirp.kill()
    chirp = world.boot()
    expect(value(chirp.drafts.get({ id: draft.id }))).toEqual({ ...saved, replyTo: 'post:question', revision: 1 })
    expect(texts()).toEqual(['Yes'])
  })

  it('is stored once when the answer to its first save was lost', () => {
    const draft = begin()
    value(chirp.drafts.save(said(draft, 'Half')))
    value(chirp.drafts.save(said(draft, 'Half of it')))
    expect(texts()).toEqual(['Half of it'])
  })

  it('does not come back by a late first save once it was discarded', () => {
    const draft = begin()
    value(chirp.drafts.save(said(draft, 'Half')))
    value(chirp.drafts.discard({ id: draft.id }))
    expect(chirp.drafts.save(said(draft, 'Half of it'))).toMatchObject({ ok: false, error: { kind: 'conflict' } })
  })
})

describe('a new draft', () => {
  it('goes to the accounts that were asked for, else to those of the settings, else to the first', () => {
    const ids = (draft: Draft): string[] => draft.targets.map((target) => target.accountId)
    expect(ids(create())).toEqual(['acc_ann'])
    chirp.store.write((db) => setSettings(db, { defaultTargets: ['acc_bob', 'acc_gone'] }))
    expect(ids(create())).toEqual(['acc_bob'])
    expect(ids(create('', ['acc_ann', 'acc_bob']))).toEqual(['acc_ann', 'acc_bob'])
  })

  it('that answers comes from an account that sees the post, or from the one of its network that was chosen', () => {
    see('acc_bob', postOf('question', 'carol', NOON))
    expect(reply('post:question').targets).toEqual([
      { accountId: 'acc_bob', override: null, visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null },
    ])
    chirp.store.write((db) => setSettings(db, { defaultTargets: ['acc_ann'] }))
    expect(reply('post:question').targets[0]?.accountId).toBe('acc_bob')
    expect(reply('post:question', ['acc_ann']).targets[0]?.accountId).toBe('acc_ann')
    see('acc_ann', postOf('question', 'carol', NOON))
    expect(reply('post:question').targets[0]?.accountId).toBe('acc_ann')
    expect(reply('post:question', ['acc_bob', 'acc_ann']).targets).toHaveLength(1)
    expect(reply('post:question', ['acc_bob']).targets[0]?.accountId).toBe('acc_bob')
  })

  it('that answers is not shown more widely than what it answers, and folds what was folded', () => {
    const visibility = ['public' as const, 'unlisted' as const, 'followers' as const, 'direct' as const]
    const ann = chirp.store.read((db) => getAccount(db, 'acc_ann'))
    if (ann === null) throw new Error('Ann is not there')
    chirp.store.write((db) => saveAccount(db, { ...ann, capabilities: { ...writer, visibility, contentWarning: 'free-text' } }))
    see('acc_ann', postOf('secret', 'carol', NOON, { visibility: 'direct', contentWarning: 'Spoilers' }))
    const draft = reply('post:secret')
    expect(draft.targets).toEqual([
      { accountId: 'acc_ann', override: null, visibility: 'direct', replyPolicy: null, quotePolicy: null, topicTag: null },
    ])
    expect(draft.content.contentWarning).toBe('Spoilers')
  })

  it('that answers names those it must reach, where the server makes mentions of names', () => {
    const ann = chirp.store.read((db) => getAccount(db, 'acc_ann'))
    if (ann === null) throw new Error('Ann is not there')
    chirp.store.write((db) => saveAccount(db, { ...ann, capabilities: { ...writer, links: 'server' } }))
    const span = (handle: string) => ({ kind: 'mention' as const, start: 0, end: 1, authorId: null, handle, uri: null })
    see(
      'acc_ann',
      postOf('question', 'carol', NOON, { text: { text: 'ask', spans: [span('ann.test'), span('dan@other.test'), span('carol.test')] } }),
    )
    expect(textOf(reply('post:question'))).toBe('@carol.test @dan@other.test ')
    expect(textOf(value(chirp.drafts.create({ replyTo: 'post:question', quote: null, targets: null, text: 'Mine' })))).toBe('Mine')
  })
})

describe('saving', () => {
  it('keeps what a file is as it was found out, not as a page says', async () => {
    const file = png(8, 4)
    const { uploadId } = value(await chirp.media.begin({ fileName: 'a.png', mimeType: 'image/png', bytes: file.length }))
    value(await chirp.media.append({ uploadId, chunk: file.toString('base64') }))
    const media = value(await chirp.media.finish({ uploadId }))
    const draft = create()
    const lies = { ...media, mimeType: 'video/mp4', bytes: 1, width: 1, height: 1 }
    const segments = draft.content.segments.map((segment) => ({ ...segment, media: [lies] }))
    const saved = value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
    expect(saved.content.segments[0]?.media[0]).toMatchObject({ mimeType: 'image/png', bytes: file.length, width: 8, height: 4 })
  })

  it('refuses a file that was never brought in', () => {
    const draft = create()
    const media = {
      id: 'm',
      sha256: 'ab'.repeat(32),
      fileName: 'x.png',
      mimeType: 'image/png',
      bytes: 1,
      width: 1,
      height: 1,
      durationMs: null,
      alt: '',
      focalPoint: null,
      previewUrl: null,
    }
    const segments = draft.content.segments.map((segment) => ({ ...segment, media: [media] }))
    expect(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } })).toEqual({
      ok: false,
      error: { kind: 'invalid-input', issues: [{ field: 'media', code: 'media-missing', values: { name: 'x.png' } }] },
    })
  })

  it('leaves out accounts that are not there, and second mentions of one', () => {
    const draft = create()
    chirp.store.write((db) => retireAccount(db, 'acc_bob', world.now))
    const target = (accountId: string) => ({
      accountId,
      override: null,
      visibility: null,
      replyPolicy: null,
      quotePolicy: null,
      topicTag: null,
    })
    const saved = value(chirp.drafts.save({ ...draft, targets: [target('acc_ann'), target('acc_bob'), target('acc_ann')] }))
    expect(saved.targets).toEqual([target('acc_ann')])
  })

  it('says when there is no such draft', () => {
    expect(chirp.drafts.get({ id: 'draft_none' })).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
    expect(chirp.drafts.discard({ id: 'draft_none' }).ok).toBe(false)
    expect(chirp.drafts.restore({ id: 'draft_none' }).ok).toBe(false)
  })
})
