import { AppFailure } from '../../../shared/errors.ts'
import type { Publish } from '../../connectors/connector.ts'
import type { Store } from '../../store/open-database.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import { getRemotePost } from '../../store/tables/post-accounts.ts'
import { getPublishRun } from '../../store/tables/publish-runs.ts'
import type { Connection } from '../dependencies.ts'

/** The steps of one item's write, the same whether it creates or changes a post. */
export type WriteSteps = Pick<Publish, 'prepare' | 'commit' | 'witness'>

/** How an item is written. Throws `AppFailure` where its network cannot do that, or the post that it changes is not there. */
export function writeStepsOf(store: Store, { connector }: Connection, item: OutboxRow): WriteSteps {
  const { publish, edit } = connector
  if (item.operation === 'create') {
    if (publish === undefined) throw unsupported('publish')
    return publish
  }
  if (edit === undefined) throw unsupported('edit')
  const post = store.read((db) => {
    const edited = getPublishRun(db, item.runId)?.draft.edits ?? null
    return edited === null ? null : getRemotePost(db, item.accountId, edited)
  })
  if (post === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return {
    prepare: (context, change, onProgress, parts) => edit.prepare(context, post, change, onProgress, parts),
    commit: (context, _key, change, prepared) => edit.commit(context, post, change, prepared),
    witness: (context, _key, change, prepared) => edit.witness(context, post, change, prepared),
  }
}

function unsupported(capability: string): AppFailure {
  return new AppFailure({ kind: 'capability-not-supported', capability, message: null })
}
