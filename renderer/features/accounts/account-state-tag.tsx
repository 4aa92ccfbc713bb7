import { Check, Clock, KeyRound, Pause, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import type { AccountState } from '../../../shared/model/account.ts'
import { useNow } from '../../state/now.ts'
import { Icon } from '../../ui/icon.tsx'
import { accountStateWords } from '../shell/account-state.ts'

const LOOKS = {
  connected: { icon: Check, tone: 'ok' },
  unavailable: { icon: TriangleAlert, tone: 'warn' },
  'rate-limited': { icon: Clock, tone: 'warn' },
  'needs-sign-in': { icon: KeyRound, tone: 'bad' },
  paused: { icon: Pause, tone: 'off' },
} as const

/** How an account is doing: always a word and an icon together. */
export function AccountStateTag({ state }: { state: AccountState }): ReactElement {
  const { icon, tone } = LOOKS[state.kind]
  return (
    <span className={`tag ${tone}`}>
      <Icon of={icon} small />
      {accountStateWords(state, useNow())}
    </span>
  )
}
