import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBackup, readBackup } from '../../../main/services/storage/backups.ts'
import { openData } from '../../../main/services/storage/open-data.ts'
import { stage } from '../../../main/services/storage/replace-database.ts'
import { setAside, stagedPath } from '../../../main/store/files/swap-database.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { draftsInState, saveDraft } from '../../../main/store/tables/drafts.ts'
import { getMended } from '../../../main/store/tables/mended.ts'
import { HOUR, NOON } from '../../store/builders.ts'
import { addDraft, addRun, damage, DataFolder, draftOf, itemOf } from './world.ts'

let folder: DataFolder
beforeEach(() => {
  folder = new DataFolder()
})
afterEach(() => folder[Symbol.dispose]())

const LATER = NOON + HOUR
const aside = () => join(folder.paths.damaged, 'chirp-2026-03-03T13-00-00-000Z')
const open = (suspect = false): Promise<Store> => openData(folder.paths, { clock: () => LATER, log: folder.log, suspect })
const backUp = (store: Store, at = NOON) =>
  makeBackup({ store, media: folder.paths.media, version: '1' }, folder.paths.backups, 'automatic', at, {
    signal: new AbortController().signal,
    report: () => undefined,
  })
const textsOf = (store: Store): string[] =>
  store.read((db) => draftsInState(db, 'open')).map(({ content }) => content.segments[0]?.text.slice(0, 20) ?? '')

describe('a damaged database', () => {
  it('that cannot be opened is set aside, and one made that is empty where there is no backup', async () => {
    writeFileSync(folder.paths.database, 'This is a letter, not a database. '.repeat(200))
    using store = await open()
    expect(store.read(getMended)).toEqual({ how: 'emptied', at: LATER, backupAt: null, aside: aside(), drafts: 0 })
    expect(readdirSync(aside())).toContain('chirp.sqlite')
    using again = await open()
    expect(again.read(getMended)?.how).toBe('emptied')
  })

  it('keeps drafts as far as they can be read', async () => {
    {
      using store = folder.open()
      for (let index = 0; index < 400; index++) addDraft(store, draftOf(`d${index}`, `Text ${index}. `.repeat(60)))
    }
    damage(folder, 'draft')
    using store = await open(true)
    const { how, drafts } = store.read(getMended) ?? {}
    expect(how).toBe('emptied')
    // Three pages of about two drafts each are gone, and nothing else.
    expect(drafts).toBeGreaterThan(380)
    const kept = textsOf(store)
    expect(kept).toHaveLength(drafts ?? 0)
    expect(kept).toEqual(expect.arrayContaining([expect.stringMatching(/^Text 0\. /), expect.stringMatching(/^Text 399\. /)]))
  })

  it('is replaced by the newest backup that is sound, with the drafts that were written since, and sends nothing of it', async () => {
    {
      using store = folder.open()
      const posted = addDraft(store, draftOf('waiting', 'On its way'))
      addRun(store, posted, [itemOf('item', posted)])
      const edited = addDraft(store, draftOf('edited', 'Before'))
      await backUp(store, NOON)
      const broken = await backUp(store, NOON + 1)
      writeFileSync(broken.database, 'nonsense')
      store.write((db) => saveDraft(db, 'edited', 1, { ...edited, content: draftOf('edited', 'After').content }, NOON))
      for (let index = 0; index < 300; index++)
        store.write((db) => db.run('insert into setting values (?, ?)', `filler ${index}`, '"x"'.repeat(400)))
      addDraft(store, draftOf('since', 'Since then'))
    }
    damage(folder, 'setting')
    using store = await open(true)
    expect(store.read(getMended)).toEqual({ how: 'mended', at: LATER, backupAt: NOON, aside: aside(), drafts: 2 })
    expect(textsOf(store).sort()).toEqual(['After', 'On its way', 'Since then'])
    expect(store.read((db) => db.get('select state, wait_reason from outbox_item'))).toEqual({ state: 'unknown', wait_reason: null })
    expect(folder.said).toContain('A backup cannot be used.')
  })

  it('that turns out to be sound is left alone', async () => {
    folder.open().close()
    using store = await open(true)
    expect(store.read(getMended)).toBeNull()
    expect(existsSync(folder.paths.damaged)).toBe(false)
  })
})

it('a database that was set aside is brought back with what was only in its log', async () => {
  using store = folder.open()
  addDraft(store, draftOf('d1', 'Not yet in the file'))
  // As if it had been set aside while somebody else still read it.
  const set = join(folder.paths.backups, 'chirp-2026-03-03T12-00-00-000Z-replaced')
  mkdirSync(set, { recursive: true })
  for (const end of ['', '-wal']) copyFileSync(folder.paths.database + end, join(set, `chirp.sqlite${end}`))
  const from = await readBackup(folder.paths.backups, 'chirp-2026-03-03T12-00-00-000Z-replaced')
  await stage(folder.paths, { from, how: 'restored', aside: aside(), salvage: false, now: NOON })
  using staged = openStore(stagedPath(folder.paths.database))
  expect(textsOf(staged)).toEqual(['Not yet in the file'])
})

describe('a process that was killed while a database took the place of another', () => {
  it('before the old one was set aside: the old one stays', async () => {
    {
      using store = folder.open()
      addDraft(store, draftOf('d1', 'Old'))
    }
    writeFileSync(stagedPath(folder.paths.database), 'half of a database')
    using store = await open()
    expect(textsOf(store)).toEqual(['Old'])
    expect(existsSync(stagedPath(folder.paths.database))).toBe(false)
  })

  it('after that: the new one takes its place', async () => {
    {
      using store = folder.open()
      addDraft(store, draftOf('d1', 'Old'))
      using staged = openStore(stagedPath(folder.paths.database))
      addDraft(staged, draftOf('d2', 'New'))
    }
    setAside(folder.paths.database, aside())
    // What was beside the old one must never be taken for a part of the new one.
    writeFileSync(`${folder.paths.database}-wal`, 'of the old one')
    using store = await open()
    expect(textsOf(store)).toEqual(['New'])
    using old = openStore(join(aside(), 'chirp.sqlite'))
    expect(textsOf(old)).toEqual(['Old'])
  })
})
