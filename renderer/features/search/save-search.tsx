import { BookmarkPlus, Hash } from 'lucide-react'
import type { ReactElement } from 'react'
import type { ViewSource } from '../../../shared/model/saved-view.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'
import { addView } from '../views/view-commands.ts'

/** Makes a view of what is searched for; of a hashtag alone one that reads it from the networks. */
export function SaveSearch({ text }: { readonly text: string }): ReactElement {
  const tag = /^#([^\s#]+)$/u.exec(text)?.[1]
  const source: ViewSource = tag === undefined ? { kind: 'search', text } : { kind: 'tag', tag, accountIds: null }
  return (
    <Button className="save-search" onClick={() => void attempt(() => addView(source, null))}>
      <Icon of={tag === undefined ? BookmarkPlus : Hash} small />
      {t(tag === undefined ? 'search.save' : 'search.saveTag')}
    </Button>
  )
}
