import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useNetworks, type Network } from '../../queries/accounts.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { closeAddAccount, useAddAccount, type AddAccountRequest } from './add-account-state.ts'
import type { FormValues } from './sign-in-form.ts'
import { SignInForm } from './sign-in-form-view.tsx'

/** The form that adds an account, or signs one in again. One of the few modal dialogs. */
export function AddAccountDialog(): ReactElement | null {
  const request = useAddAccount((state) => state.request)
  const networks = useNetworks()
  if (request === null) return null
  return (
    <Dialog
      open
      onClose={closeAddAccount}
      title={t(request.again === null ? 'accounts.add' : 'accounts.signInAgain')}
      className="add-account"
    >
      {networks.length === 0 ? null : <Networks request={request} networks={networks} />}
    </Dialog>
  )
}

function Networks({ request: { again }, networks }: { request: AddAccountRequest; networks: readonly Network[] }): ReactElement | null {
  const [platform, setPlatform] = useState(again?.platform ?? networks[0]?.platform ?? '')
  // Kept per network: choosing another one and coming back loses nothing.
  const [typed, setTyped] = useState<Readonly<Record<string, FormValues>>>(
    again === null ? {} : { [again.platform]: { server: again.server, handle: again.handle } },
  )
  // An account of a network that is not offered for adding cannot be chosen another one for.
  const network = networks.find((one) => one.platform === platform)
  if (network === undefined) return null
  return (
    <>
      {again !== null ? null : (
        <div className="nets" role="radiogroup" aria-label={t('accounts.network')}>
          {networks.map((one) => (
            <label key={one.platform} className={one.platform === platform ? 'on' : ''}>
              <input
                type="radio"
                className="radio"
                name="network"
                aria-label={one.name}
                checked={one.platform === platform}
                onChange={() => setPlatform(one.platform)}
              />
              <NetworkMark name={one.name} hue size="big" />
              <span>
                <b>{one.name}</b>
                <small>{one.summary}</small>
              </span>
            </label>
          ))}
        </div>
      )}
      <SignInForm
        key={platform}
        network={network}
        values={typed[platform] ?? {}}
        onChange={(values) => setTyped((before) => ({ ...before, [platform]: values }))}
        onCancel={closeAddAccount}
      />
    </>
  )
}
