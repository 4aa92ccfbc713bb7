import type { TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftContent } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'

/** In what a version of its own differs from the shared one. */
export type Difference = 'text' | 'thread' | 'warning' | 'sensitive' | 'language' | 'media' | 'poll'

/** What differs between two versions, in the order it is told in; empty where they say the same. */
export function differences(own: DraftContent, shared: DraftContent): readonly Difference[] {
  const of = (content: DraftContent, part: (segment: DraftContent['segments'][number]) => unknown): string =>
    JSON.stringify(content.segments.map(part))
  const differs = (part: (segment: DraftContent['segments'][number]) => unknown): boolean => of(own, part) !== of(shared, part)
  const found: Difference[] = []
  if (own.segments.length !== shared.segments.length) found.push('thread')
  if (differs(({ text }) => text)) found.push('text')
  if (differs(({ media }) => media.map(({ sha256, alt, focalPoint }) => [sha256, alt, focalPoint]))) found.push('media')
  if (differs(({ poll }) => poll)) found.push('poll')
  if (own.contentWarning !== shared.contentWarning) found.push('warning')
  if (own.sensitive !== shared.sensitive) found.push('sensitive')
  if (own.language !== shared.language) found.push('language')
  return found
}

/** Whether somebody would be surprised by how many posts it becomes: not as many everywhere, or not as many as were written. */
export function isUneven(draft: Draft, plans: readonly TargetPlan[]): boolean {
  const counts = new Set(plans.map(({ posts }) => posts.length))
  return counts.size > 1 || plans.some(({ posts }) => posts.length > draft.content.segments.length)
}

/** `3 posts on Bluesky, 1 on Mastodon`: per network, or per account where several of one network get a different number. */
export function countWords(plans: readonly TargetPlan[], accounts: readonly Account[]): string {
  const named = new Map<string, number>()
  for (const { accountId, posts } of plans) {
    const account = accounts.find(({ id }) => id === accountId)
    if (account === undefined) continue
    const before = named.get(account.platformName)
    const name = before === undefined || before === posts.length ? account.platformName : `@${account.handle}`
    named.set(name, posts.length)
  }
  return [...named].map(([name, count], index) => t(index === 0 ? 'composer.postsOn' : 'composer.morePostsOn', { count, name })).join(', ')
}
