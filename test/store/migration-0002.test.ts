import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { getAccount } from '../../main/store/tables/accounts.ts'
import { getDraft, saveDraft } from '../../main/store/tables/drafts.ts'
import { outboxItemsOfRun } from '../../main/store/tables/outbox-items.ts'
import { getPublishRun } from '../../main/store/tables/publish-runs.ts'
import { defaultDraftOptions } from '../../shared/model/draft.ts'
import { addAccount, capabilities, NOON } from './builders.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A draft as the first schema had it: without options, policies and focal points. */
const segments = [
  {
    id: 's1',
    text: 'Hello',
    media: [
      {
        id: 'm1',
        sha256: 'a'.repeat(64),
        fileName: 'x.png',
        mimeType: 'image/png',
        bytes: 1,
        width: 1,
        height: 1,
        durationMs: null,
        alt: '',
        previewUrl: null,
      },
    ],
    poll: null,
  },
]
const content = JSON.stringify({ segments, contentWarning: null, sensitive: false, language: null })
const targets = JSON.stringify([{ accountId: 'acc_ann', override: null, visibility: 'public' }])

test('what an older Chirp wrote is read with what it did not know of filled in', () => {
  const path = join(folder, 'chirp.sqlite')
  {
    using old = openStore(path, { migrations: migrations.slice(0, 1) })
    addAccount(old, 'ann', {})
    const older = Object.fromEntries(Object.entries(capabilities).filter(([name]) => name !== 'replyPolicy' && name !== 'quotePolicy'))
    old.write((db) => {
      db.run('update account set capabilities = ?', JSON.stringify(older))
      db.run(
        `insert into draft (id, content, targets, reply_to_id, quote_id, created_at, updated_at, revision, state)
         values ('d1', ?, ?, 'parent', null, ?, ?, 3, 'open')`,
        content,
        targets,
        NOON,
        NOON,
      )
      const draft = {
        id: 'd1',
        content: JSON.parse(content) as unknown,
        targets: JSON.parse(targets) as unknown,
        replyTo: null,
        quote: null,
      }
      db.run(
        `insert into publish_run (id, draft_id, draft, created_at) values ('r1', 'd1', ?, ?)`,
        JSON.stringify({ ...draft, createdAt: NOON, updatedAt: NOON, revision: 3 }),
        NOON,
      )
      db.run(
        `insert into outbox_item (id, run_id, draft_id, segment_id, segment_index, account_id, state, attempts, doubts, created_at, updated_at)
         values ('o1', 'r1', 'd1', 's1', 0, 'acc_ann', 'queued', 0, 0, ?, ?)`,
        NOON,
        NOON,
      )
    })
  }
  using store = openStore(path, { clock: () => NOON })
  const draft = store.read((db) => getDraft(db, 'd1'))?.draft
  expect(draft).toMatchObject({ replyTo: 'parent', edits: null, options: defaultDraftOptions, revision: 3 })
  expect(draft?.targets).toEqual([
    { accountId: 'acc_ann', override: null, visibility: 'public', replyPolicy: null, quotePolicy: null, topicTag: null },
  ])
  expect(draft?.content.segments[0]?.media[0]?.focalPoint).toBeNull()
  expect(store.read((db) => getPublishRun(db, 'r1'))?.draft.options).toEqual(defaultDraftOptions)
  expect(store.read((db) => outboxItemsOfRun(db, 'r1')).map(({ planned }) => planned)).toEqual([null])
  expect(store.read((db) => getAccount(db, 'acc_ann'))?.capabilities).toEqual(capabilities)
  if (draft === undefined) throw new Error('No draft')
  const options = { ...defaultDraftOptions, split: true, scheduledAt: NOON + 1 }
  expect(store.write((db) => saveDraft(db, 'd1', 3, { ...draft, options }, NOON))).toBe(true)
  expect(store.read((db) => getDraft(db, 'd1'))?.draft.options).toEqual(options)
})
