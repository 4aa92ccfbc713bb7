import { useQueries } from '@tanstack/react-query'
import type { PostView } from '../../../shared/bridge/views.ts'
import { postKeys, postOptions } from '../../queries/posts.ts'
import { queryClient } from '../../queries/query-client.ts'
import { partsOf, type Parts } from './parts.ts'

const NONE: readonly string[] = []

/** The parts of a post; those that are not here yet are asked for. */
export function useParts(view: PostView): Parts {
  const ids = view.samePost === undefined || view.samePost.split ? NONE : view.samePost.others
  const found = useQueries({ queries: ids.map((id) => postOptions(id)) })
  return partsOf(view, (id) => found[ids.indexOf(id)]?.data)
}

/** The parts of a post that are here now, for what is done by key. */
export function heldParts(view: PostView): Parts {
  return partsOf(view, (id) => queryClient.getQueryData<PostView | null>(postKeys.post(id)))
}
