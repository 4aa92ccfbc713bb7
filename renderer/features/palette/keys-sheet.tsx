import type { ReactElement } from 'react'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { showOverlay, useUi } from '../../state/ui.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { allActions, type Action } from '../shell/actions.ts'
import { KeyCaps } from './key-caps.tsx'

const GROUPS = [
  { group: 'reading', title: 'keys.reading' },
  { group: 'acting', title: 'keys.acting' },
  { group: 'inbox', title: 'keys.inbox' },
  { group: 'going', title: 'keys.going' },
  { group: 'writing', title: 'keys.writing' },
] as const satisfies readonly { group: Action['group']; title: MessageKey }[]

/** All keys, by what they are for. */
export function KeysSheet(): ReactElement {
  const open = useUi((state) => state.overlay === 'keys')
  const actions = open ? allActions().filter((action) => action.keys !== null) : []
  return (
    <Dialog open={open} onClose={() => showOverlay(null)} title={t('keys.title')} className="keys-sheet">
      <div className="keys-columns">
        {GROUPS.map(({ group, title }) => (
          <section key={group}>
            <h3>{t(title)}</h3>
            <dl>
              {byLabel(actions.filter((action) => action.group === group)).map(([label, keys]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd className="caps-row">
                    {keys.map((one) => (
                      <KeyCaps key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
              {group === 'writing' ? (
                <div>
                  <dt>{t('keys.post')}</dt>
                  <dd>
                    <KeyCaps keys="Mod+Enter" />
                  </dd>
                </div>
              ) : null}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** What has two keys stands once, with both. */
function byLabel(actions: readonly Action[]): readonly (readonly [string, readonly string[]])[] {
  const labels = new Map<string, string[]>()
  for (const { label, keys } of actions) if (keys !== null) labels.set(label, [...(labels.get(label) ?? []), keys])
  return [...labels]
}
