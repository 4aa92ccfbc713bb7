import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { AppFailure } from '../../../../shared/errors.ts'
import type { MediaHostView } from '../../../../shared/model/media-host.ts'
import { describeError, describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { removeMediaHost, testMediaHost } from '../../../queries/media-hosts.ts'
import { announce } from '../../../state/announce.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Spinner } from '../../../ui/empty.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { attempt } from '../../post/post-commands.ts'
import { addressOf } from './media-host-form.ts'

type MediaHostRowProps = { readonly host: MediaHostView; readonly onChange: () => void }

/** One media host: where it is, how it was when it was last needed, and what can be done. */
export function MediaHostRow({ host, onChange }: MediaHostRowProps): ReactElement {
  const [testing, setTesting] = useState(false)
  const [tested, setTested] = useState(false)
  const [asking, setAsking] = useState(false)
  const { place, name } = host
  const test = async (): Promise<void> => {
    setTesting(true)
    try {
      await testMediaHost(place)
      announce('success', t('mediaHost.works', { name }))
    } catch (thrown) {
      // What is wrong with the host stands in its line; it may be gone, too.
      if (thrown instanceof AppFailure && thrown.error.kind !== 'conflict') setTested(true)
      else announce('error', describeFailure(thrown))
    }
    setTesting(false)
  }
  const remove = async (): Promise<void> => {
    if (await attempt(() => removeMediaHost(place))) announce('success', t('mediaHost.removed', { name }))
  }
  return (
    <li className="set">
      <div>
        <bdi>{name}</bdi>
        <small>{t(`mediaHost.at.${place}`, { address: addressOf(host) })}</small>
        <HostState host={host} testing={testing} tested={tested} />
      </div>
      <span className="acts">
        <Button aria-label={t('mediaHost.testOf', { name })} aria-disabled={testing} onClick={() => (testing ? undefined : void test())}>
          {t('mediaHost.test')}
        </Button>
        <Button aria-label={t('mediaHost.changeOf', { name })} onClick={onChange}>
          {t('mediaHost.change')}
        </Button>
        <Button aria-label={t('mediaHost.removeOf', { name })} onClick={() => setAsking(true)}>
          {t('mediaHost.remove')}
        </Button>
      </span>
      <ConfirmDialog
        open={asking}
        title={t('mediaHost.removeTitle', { name })}
        text={t('mediaHost.removeText')}
        confirm={t('mediaHost.remove')}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

type HostStateProps = { readonly host: MediaHostView; readonly testing: boolean; readonly tested: boolean }

/** `tested`: the person just asked how it is, and waits for the answer. */
function HostState({ host: { seen }, testing, tested }: HostStateProps): ReactElement {
  if (testing) {
    return (
      <small className="host-state" role="status">
        <Spinner />
        {t('mediaHost.testing')}
      </small>
    )
  }
  if (seen === null) return <small className="host-state">{t('mediaHost.untested')}</small>
  return seen.error === null ? (
    <small className="host-state good">
      <Icon of={CircleCheck} small />
      {t('mediaHost.good')}
    </small>
  ) : (
    <small className="host-state bad" role={tested ? 'alert' : undefined}>
      <Icon of={CircleAlert} small />
      <span>{describeError(seen.error)}</span>
    </small>
  )
}
