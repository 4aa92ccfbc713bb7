import { VolumeX } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Silence } from '../../../shared/bridge/views.ts'
import { t } from '../../i18n/i18n.ts'
import { setOpened, useUi } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { silenceWords } from './mute-words.ts'

const keyOf = (postId: string): string => `silence:${postId}`

/** Whether the person has opened what is muted in a post; forgotten when the page closes. */
export function useHeard(postId: string): boolean {
  return useUi((state) => state.opened[keyOf(postId)] ?? false)
}

type SilenceLineProps = { readonly postId: string; readonly silence: Silence; readonly name: string; readonly heard: boolean }

/** One line in place of what is muted or muffled: whose it is, why, and a way to see it all the same. */
export function SilenceLine({ postId, silence, name, heard }: SilenceLineProps): ReactElement {
  return (
    <div className="silence">
      <Icon of={VolumeX} small />
      <span>
        <bdi dir="auto">{name}</bdi> · <bdi dir="auto">{silenceWords(silence)}</bdi>
      </span>
      <Button variant="ghost" aria-expanded={heard} onClick={() => setOpened(keyOf(postId), !heard)}>
        {t(heard ? 'mutes.hide' : 'mutes.show')}
      </Button>
    </div>
  )
}
