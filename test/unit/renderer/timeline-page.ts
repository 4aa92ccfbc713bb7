import type { Output } from '../../../shared/bridge/contract.ts'

export type Page = Output<'timeline.page'>

/** A page of rows named after their time: the higher, the newer. */
export function page(times: readonly number[], rest: Partial<Page> = {}): Page {
  const rows = times.map((sortAt) => ({
    kind: 'post' as const,
    key: `r${sortAt}`,
    cursor: `c${sortAt}`,
    postId: `p${sortAt}`,
    repostedBy: null,
    accountIds: [],
    sortAt,
  }))
  return { rows, posts: [], older: null, moreOnNetworks: false, newest: null, sources: [], ...rest }
}
