import { createSearch } from '../../../main/services/reading/search.ts'
import { createNetworkSearch } from '../../../main/services/views/network-search.ts'
import { createViews } from '../../../main/services/views/views.ts'
import type { Touch } from '../../../main/store/sql.ts'
import { createViewReader } from '../../../main/sync/views/view-reader.ts'
import type { Output } from '../../../shared/bridge/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { ViewSource } from '../../../shared/model/saved-view.ts'
import { MINUTE, NOON, postOf } from '../../store/builders.ts'
import { valueOf, World } from '../services-read/world.ts'
import { silentLog } from '../sync/fake-network.ts'

/** A world with views over it. */
export class ViewsWorld extends World {
  readonly outcomes: [string, AppError | null][] = []
  readonly touches: Touch[] = []
  private readonly asking = {
    store: this.store,
    contextFor: this.contextFor,
    views: this.views,
    clock: this.clock,
    noteOutcome: (accountId: string, error: AppError | null) => void this.outcomes.push([accountId, error]),
  }
  readonly search = createSearch({ store: this.store, views: this.views })
  readonly networkSearch = createNetworkSearch(this.asking)
  readonly service = createViews({
    ...this.asking,
    search: this.search,
    reader: createViewReader({ store: this.store, contextFor: this.contextFor, clock: this.clock, log: silentLog }),
  })

  constructor() {
    super()
    this.store.onCommitted((touched) => void this.touches.push(...touched))
  }

  /** Adds a view; answers its id. */
  view(source: ViewSource, title: string | null = null): string {
    return valueOf(this.service.save({ id: null, source, title })).id
  }

  page(id: string, cursor: string | null = null, limit = 100): Output<'views.page'> {
    return valueOf(this.service.page({ id, cursor, limit }))
  }

  /** The names of the posts of a view, the first first; by pages of this size. */
  shown(id: string, limit = 100): string[] {
    const names: string[] = []
    for (let cursor: string | null = null; ;) {
      const page: Output<'views.page'> = this.page(id, cursor, limit)
      names.push(...page.rows.map(({ postId }) => postId.replace('post:', '')))
      if (page.older === null) return names
      cursor = page.older
    }
  }
}

/** Posts named p0, p1... of which each is a minute older than the one before. */
export function postsOf(count: number, from = 0): CanonicalPost[] {
  return Array.from({ length: count }, (_, index) => postOf(`p${from + index}`, 'writer', NOON - (from + index) * MINUTE))
}

/** Their names. */
export function namesOf(count: number, from = 0): string[] {
  return postsOf(count, from).map(({ id }) => id.replace('post:', ''))
}
