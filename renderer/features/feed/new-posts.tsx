import { ArrowUp } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../ui/icon.tsx'

type NewPostsProps = {
  /** How many posts wait above the list. */
  readonly count: number
  readonly onShow: () => void
  /** Where there is little room. */
  readonly brief?: boolean
}

/** Says how many posts wait above a list, and lets them in; nothing while there are none. */
export function NewPosts({ count, onShow, brief = false }: NewPostsProps): ReactElement | null {
  if (count === 0) return null
  const name = t('timeline.newPosts', { count })
  return (
    <button type="button" className="newposts" aria-label={name} title={name} onClick={onShow}>
      <Icon of={ArrowUp} small />
      {brief ? t('columns.newShort', { count }) : name}
    </button>
  )
}
