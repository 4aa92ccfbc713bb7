import { ExternalLink } from 'lucide-react'
import type { ReactElement } from 'react'
import { hostOf } from '../../../shared/text/safe-url.ts'
import { t } from '../../i18n/i18n.ts'
import type { AuthMethod } from '../../queries/accounts.ts'
import { Icon } from '../../ui/icon.tsx'

type Setup = NonNullable<AuthMethod['setup']>

/** What a person has to create at a platform before they can sign in there: where, step by step, what it costs and what Chirp asks for. */
export function AppSetup({ setup, network }: { readonly setup: Setup; readonly network: string }): ReactElement {
  const { console: page, steps, permissions, costs, redirects } = setup
  return (
    <section className="app-setup" aria-label={t('accounts.setup.title')}>
      <h3>{t('accounts.setup.title')}</h3>
      <p className="soft">{t('accounts.setup.why', { network })}</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step.replaceAll('{redirect}', redirects[0] ?? '')}</li>
        ))}
      </ol>
      {redirects.length === 0 ? null : (
        <p>
          <b>{t('accounts.setup.redirect')}</b>
          {redirects.map((address) => (
            <code key={address}>{address}</code>
          ))}
        </p>
      )}
      {costs === null ? null : (
        <p>
          <b>{t('accounts.setup.costs')}</b> {costs}
        </p>
      )}
      <details>
        <summary>{t('accounts.setup.permissions')}</summary>
        <dl>
          {permissions.map(({ name, purpose }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{purpose}</dd>
            </div>
          ))}
        </dl>
      </details>
      <a className="btn" href={page} target="_blank" rel="noopener noreferrer">
        <Icon of={ExternalLink} small />
        {t('accounts.setup.open', { host: hostOf(page) ?? page })}
      </a>
    </section>
  )
}
