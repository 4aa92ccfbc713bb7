import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import type { ConnectorContext } from './context.ts'
import type { RemoteAuthor, RemotePost } from './reading.ts'

/** What an engagement leaves: the handle that undoing it needs. */
export type EngagementResult = { readonly ref: string | null }

export type Engage = {
  /** Idempotent: doing what is done, or undoing what is not, succeeds. `ref` is the stored handle when undoing. */
  readonly set: (
    context: ConnectorContext,
    verb: EngagementVerb,
    on: boolean,
    post: RemotePost,
    ref: string | null,
  ) => Promise<EngagementResult>
  readonly follow?: (
    context: ConnectorContext,
    author: RemoteAuthor,
    on: boolean,
    ref: string | null,
  ) => Promise<{ readonly ref: string | null; readonly requested: boolean }>
}
