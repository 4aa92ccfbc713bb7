/** A line of what was found: a post, or the words that part the networks' hits from those on this computer. */
export type SearchRow = { readonly key: string } & ({ readonly kind: 'post'; readonly postId: string } | { readonly kind: 'networks' })

/** The hits on this computer, then those of the networks that are not among them. */
export function searchRows(local: readonly string[], networks: readonly string[]): readonly SearchRow[] {
  const known = new Set(local)
  const more = networks.filter((id) => !known.has(id))
  const post = (postId: string): SearchRow => ({ key: postId, kind: 'post', postId })
  return [...local.map(post), ...(more.length === 0 ? [] : [{ key: 'divider:networks', kind: 'networks' } as const]), ...more.map(post)]
}
