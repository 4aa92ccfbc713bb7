import { Check, CircleAlert, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { dismiss, useAnnouncements, type Announcement } from '../../state/announce.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'

/** What is said aloud: alerts for what went wrong, a status for what went well. Over the foot of the column, and never over a control for long. */
export function Announcer(): ReactElement {
  const said = useAnnouncements((state) => state.said)
  return (
    <div className="announcer">
      {said
        .filter((one) => one.tone === 'error')
        .map((one) => (
          <div key={one.id} className="alert" role="alert">
            <Icon of={CircleAlert} />
            <span>{one.text}</span>
            <Action said={one} />
            <IconButton label={t('status.dismiss')} icon={X} onClick={() => dismiss(one.id)} />
          </div>
        ))}
      {/* The region is there before it speaks: a screen reader only hears what comes into it. */}
      <div role="status" className="toasts">
        {said
          .filter((one) => one.tone === 'success')
          .map((one) => (
            <span key={one.id} className="toast">
              <Icon of={Check} />
              <span>{one.text}</span>
              <Action said={one} />
            </span>
          ))}
      </div>
    </div>
  )
}

function Action({ said }: { said: Announcement }): ReactElement | null {
  const { action } = said
  if (action === null) return null
  return (
    <Button
      variant={said.tone === 'error' ? 'normal' : 'ghost'}
      onClick={() => {
        dismiss(said.id)
        action.run()
      }}
    >
      {action.label}
    </Button>
  )
}
