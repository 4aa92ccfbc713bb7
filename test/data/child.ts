// A process that does one thing with a data folder, over and over, until it is killed. Arguments: the folder, what it does, and a seed. It says
// what it wrote after it is on the disk.
import { setImmediate as turn } from 'node:timers/promises'
import { createDataTasks } from '../../main/services/storage/tasks.ts'
import { dropOldBackups, listBackups, makeBackup, removeBackup } from '../../main/services/storage/backups.ts'
import { dataPaths } from '../../main/services/storage/data-paths.ts'
import { createMyData } from '../../main/services/storage/my-data.ts'
import { openData } from '../../main/services/storage/open-data.ts'
import { Pruner } from '../../main/services/storage/pruner.ts'
import type { Store } from '../../main/store/open-database.ts'
import { storeBeginning } from '../../main/store/store-posts.ts'
import { getDraft, insertDraft, saveDraft } from '../../main/store/tables/drafts.ts'
import { setSettings } from '../../main/store/tables/settings.ts'
import { newestEntryAt } from '../../main/store/tables/timeline.ts'
import { readNewest, readOlder } from '../../main/sync/run-stream.ts'
import type { StreamSource } from '../../main/sync/stream-source.ts'
import { addAccount } from '../store/builders.ts'
import { seeded } from '../support/seeded.ts'
import { draftOf } from '../unit/my-data/world.ts'
import { FIRST_TOP, pageOfFeed, postAt, timeOf } from './feed.ts'
import type { FromDataChild, Phase } from './messages.ts'

const [directory = '', phase = 'sync', seed = '0'] = process.argv.slice(2)
const chance = seeded(Number(seed))
const paths = dataPaths(directory)
/** Only what was done is told of with this. */
const log = { info: () => tell({ kind: 'did' }), warn: () => undefined, error: () => undefined }
/** Nothing of a run is stopped but by its end. */
const ending = new AbortController()
let top = FIRST_TOP
const clock = (): number => timeOf(top)

function tell(message: FromDataChild): void {
  process.send?.(message)
}

function open(): Promise<Store> {
  return openData(paths, { clock, log, suspect: false })
}

function sourceOf(store: Store, stream: 'home' | 'notifications'): StreamSource {
  return {
    store,
    clock,
    accountId: 'acc_me',
    stream,
    fetchPage: async (older, limit) => {
      await turn()
      const [batch, requestedAt] = [pageOfFeed(top, older, limit, stream), clock()]
      const stored = await storeBeginning(store, batch, { accountId: 'acc_me', requestedAt, clock, signal: ending.signal })
      return { batch, requestedAt, stored }
    },
    fetchReadMark: () => Promise.resolve(null),
  }
}

/** Reads as Chirp does; now and then so much came in that a gap is left. */
async function read(store: Store): Promise<void> {
  top += chance.next() < (phase === 'prune' ? 0.5 : 0.1) ? 400 : 30
  for (const stream of ['home', 'notifications'] as const) {
    await readNewest(sourceOf(store, stream))
    if (chance.next() < 0.6) await readOlder(sourceOf(store, stream))
  }
}

let written = 0
/** Writes a draft or goes on with the last one, and says so when it is on the disk. */
function write(store: Store): void {
  const id = `draft-${seed}-${Math.floor(written / 5)}`
  const text = `Text ${written++} of ${id}`
  const revision = store.writeDurably((db) => {
    const before = getDraft(db, id)
    if (before === null) insertDraft(db, draftOf(id, text))
    else saveDraft(db, id, before.draft.revision, { ...before.draft, content: draftOf(id, text).content }, clock())
    return (before?.draft.revision ?? 0) + 1
  })
  tell({ kind: 'draft', id, revision, text })
}

async function hasBackup(): Promise<boolean> {
  return (await listBackups(paths.backups)).some(({ kind }) => kind !== 'update')
}

async function work(): Promise<void> {
  tell({ kind: 'opening' })
  let store = await open()
  // Where the feed stands when the process begins anew.
  top = Math.max(FIRST_TOP, postAt(store.read((db) => newestEntryAt(db, 'acc_me')) ?? 0))
  if (store.read((db) => db.get('select 1 from account')) === undefined) addAccount(store, 'me', { addedAt: timeOf(FIRST_TOP) })
  tell({ kind: 'ready' })
  const context = { signal: new AbortController().signal, report: () => undefined }
  const tasks = createDataTasks(
    () => undefined,
    () => performance.now(),
    log,
  )
  switch (phase as Phase) {
    case 'sync':
      for (;;) {
        await read(store)
        write(store)
        tell({ kind: 'did' })
      }
    case 'prune': {
      // A day is 1,440 posts; timers go off at once.
      store.write((db) => setSettings(db, { keepPostsDays: 1, keepNotificationsDays: 1, keepPicturesDays: 1 }))
      const timer = {
        after: (_ms: number, run: () => void) => {
          const waiting = setImmediate(run)
          return () => clearImmediate(waiting)
        },
      }
      const pruner = new Pruner({ store, forgetPictures: () => Promise.resolve(), timer, clock, monotonic: () => performance.now(), log })
      pruner.start()
      for (;;) {
        await read(store)
        write(store)
        for (let turns = chance.below(40); turns > 0; turns--) await turn()
      }
    }
    case 'migration':
      for (;;) {
        write(store)
        tell({ kind: 'did' })
        await turn()
      }
    case 'backup':
      for (;;) {
        const making = makeBackup({ store, media: paths.media, version: '1' }, paths.backups, 'automatic', clock() + written, context)
        await read(store)
        write(store)
        await making
        tell({ kind: 'did' })
        await dropOldBackups(paths.backups, 'automatic')
      }
    case 'restore': {
      const version = '1'
      // What is written before the first backup is in every one.
      if (!(await hasBackup())) for (let drafts = 0; drafts < 30; drafts++) write(store)
      for (;;) {
        const restart = async (replace: () => Promise<void>): Promise<void> => {
          store.close()
          await replace()
          store = await open()
        }
        const myData = createMyData({ store, paths, tasks, shell: {}, restart, clock: Date.now, version })
        if (!(await hasBackup())) await makeBackup({ store, media: paths.media, version }, paths.backups, 'manual', clock(), context)
        await read(store)
        // A process that was killed while it opened its first database leaves a copy of an empty one.
        const backups = (await listBackups(paths.backups)).filter(({ kind }) => kind !== 'update')
        await myData.restore({ id: chance.pick(backups).id })
        await tasks.idle()
        if (tasks.current()?.state === 'done') tell({ kind: 'did' })
        // Those that pile up.
        for (const old of backups.slice(3)) await removeBackup(paths.backups, old.id)
      }
    }
  }
}

process.on('disconnect', () => process.exit(1))
await work()
