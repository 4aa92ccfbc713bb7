import { ExternalLink, Merge, Split } from 'lucide-react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { t } from '../../i18n/i18n.ts'
import { joinPosts, splitPosts } from '../../queries/posts.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'
import type { Parts } from './parts.ts'

/** Opening the other parts of a post on their networks. */
export function openOthers([, ...others]: Parts): readonly MenuEntry[] {
  return others.flatMap(({ post, platformName }) => {
    const href = post.url === null ? null : safeUrl(post.url)
    return href === null ? [] : [{ label: t('post.openOn', { network: platformName }), icon: ExternalLink, href }]
  })
}

/** Taking apart what is shown as one post, and putting it together again. */
export function samePostEntries({ post, samePost }: PostView): readonly MenuEntry[] {
  if (samePost === undefined) return []
  if (samePost.split) return [{ label: t('post.join'), icon: Merge, run: () => void attempt(() => joinPosts(post.id)) }]
  return [
    { label: t('post.split'), icon: Split, run: () => void attempt(() => splitPosts(post.id, false)) },
    { label: t('post.splitAuthors'), icon: Split, run: () => void attempt(() => splitPosts(post.id, true)) },
  ]
}
