import { TriangleAlert } from 'lucide-react'
import { useId, useState, type ReactElement, type ReactNode } from 'react'
import { assertNever } from '../../../shared/errors.ts'
import { findingsOf, type HealthFinding, type HealthLimit } from '../../../shared/model/account-health.ts'
import type { Account } from '../../../shared/model/account.ts'
import { t } from '../../i18n/i18n.ts'
import { checkHealth, useHealth } from '../../queries/accounts.ts'
import { useNow } from '../../state/now.ts'
import { checkedAgo, dateInWords } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'
import { openSignInAgain } from './add-account-state.ts'

const HOUR_MS = 60 * 60 * 1000

/** What the last check of an account found, and asking again. Nothing where its network cannot be asked. */
export function AccountHealth({ account }: { readonly account: Account }): ReactElement | null {
  const health = useHealth(account.id)
  const now = useNow()
  const title = useId()
  const [busy, setBusy] = useState(false)
  if (health === null) return null
  const { last } = health
  const check = async (): Promise<void> => {
    setBusy(true)
    await attempt(() => checkHealth(account.id))
    setBusy(false)
  }
  const instead = insteadOfChecking(account)
  return (
    <section className="account-health" aria-labelledby={title}>
      <h3 id={title}>{t('health.title')}</h3>
      <div className="checked">
        <span role="status">{last === null ? t('health.never') : checkedAgo(last.checkedAt, now)}</span>
        <Button disabled={busy || instead !== null} onClick={() => void check()}>
          {t(busy ? 'health.checking' : 'health.check')}
        </Button>
      </div>
      {instead === null ? null : <p className="quiet">{instead}</p>}
      {last === null ? null : (
        <>
          {findingsOf(last, now).map((finding) => (
            <Finding key={finding.kind === 'limit' ? finding.limit.of : finding.kind} finding={finding} account={account} />
          ))}
          <table className="caps">
            <tbody>
              {last.missing?.length === 0 ? (
                <tr>
                  <td>{t('health.allAllowed')}</td>
                </tr>
              ) : null}
              {last.limits.map((limit) => (
                <tr key={limit.of}>
                  <td className="num">{limitWords(limit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

/** Why an account cannot be checked now; null where it can. */
function insteadOfChecking({ state }: Account): string | null {
  if (state.kind === 'paused') return t('health.whilePaused')
  return state.kind === 'needs-sign-in' ? t('health.whileSignedOut') : null
}

function limitWords({ of, used, most, perMs }: HealthLimit): string {
  return t(`health.limits.${of}`, { used, most, hours: Math.round(perMs / HOUR_MS) })
}

/** What was found, in a few words. */
function findingWords(finding: HealthFinding): string {
  switch (finding.kind) {
    case 'permissions':
      return t('health.found.permissions')
    case 'limit':
      return t(`health.found.limit.${finding.limit.of}`)
    case 'version':
      return finding.ended ? t('health.versionEnded') : t('health.version', { date: dateInWords(finding.endsAt) })
    default:
      return assertNever(finding)
  }
}

/** What was found, and the way out of it. */
function Finding({ finding, account }: { readonly finding: HealthFinding; readonly account: Account }): ReactElement | null {
  const network = account.platformName
  switch (finding.kind) {
    case 'permissions':
      return (
        <Found title={t('health.permissions')}>
          <ul>
            {finding.uses.map((use) => (
              <li key={use}>{use}</li>
            ))}
          </ul>
          <p>{t('health.wayOut', { network })}</p>
          <Button onClick={() => openSignInAgain(account)}>{t('accounts.signInAgain')}</Button>
        </Found>
      )
    case 'limit':
      return <Found title={findingWords(finding)}>{null}</Found>
    case 'version':
      return (
        <Found title={findingWords(finding)}>
          <p>{t(finding.ended ? 'health.versionEndedText' : 'health.versionText', { network, date: dateInWords(finding.endsAt) })}</p>
        </Found>
      )
    default:
      return assertNever(finding)
  }
}

function Found({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="health-found">
      <Icon of={TriangleAlert} small />
      <div>
        <b>{title}</b>
        {children}
      </div>
    </div>
  )
}

/** In an account's row: the most pressing of what the last check found, and nothing where all is well. */
export function HealthTag({ accountId }: { readonly accountId: string }): ReactElement | null {
  const last = useHealth(accountId)?.last
  const now = useNow()
  const [first] = last == null ? [] : findingsOf(last, now)
  if (first === undefined) return null
  return (
    <span className="tag warn">
      <Icon of={TriangleAlert} small />
      {findingWords(first)}
    </span>
  )
}
