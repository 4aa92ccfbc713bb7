import { HardDrive, Keyboard, KeyRound, type LucideIcon } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { startDemo, useNetworks } from '../../queries/accounts.ts'
import { useStatus } from '../../queries/app.ts'
import { goTo } from '../../state/ui.ts'
import { Marked } from '../../text/marked.tsx'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { openAddAccount } from '../accounts/add-account-state.ts'
import { attempt } from '../post/post-commands.ts'
import { BrandBird } from '../shell/brand-bird.tsx'
import { SamplePostCard, SAMPLES } from './sample-post.tsx'

/** What is seen before there is an account: what Chirp is, and the two ways in. */
export function WelcomePage(): ReactElement {
  const networks = useNetworks()
  const keyring = useStatus()?.secretProtection === 'system-keyring'
  const [busy, setBusy] = useState(false)
  const begin = async (): Promise<void> => {
    setBusy(true)
    // The page goes as soon as the demo's accounts are there; who goes on from there before all of it is must not be called back.
    goTo('timeline')
    await attempt(startDemo)
    setBusy(false)
  }
  return (
    <main className="welcome">
      <div className="say">
        <div className="logo">
          <BrandBird />
        </div>
        <h1>{t('welcome.title')}</h1>
        <p className="lede">{t('welcome.lede')}</p>
        <div className="go">
          <Button variant="primary" big onClick={openAddAccount}>
            {t('welcome.add')}
          </Button>
          <Button big disabled={busy} onClick={() => void begin()}>
            {t('welcome.demo')}
          </Button>
          <span role="status" className="mini quiet">
            {busy ? (
              <>
                <Spinner />
                {t('welcome.demoPending')}
              </>
            ) : null}
          </span>
        </div>
        <ul className="facts">
          <Fact icon={HardDrive} words={t('welcome.stored')} />
          <Fact icon={KeyRound} words={t(keyring ? 'welcome.keyring' : 'welcome.encrypted')} />
          <Fact icon={Keyboard} words={t('welcome.keyboard')} />
        </ul>
        <div className="marks">
          {networks.map((network) => (
            <NetworkMark key={network.platform} name={network.name} size="mid" />
          ))}
        </div>
      </div>
      <div className="look" aria-hidden="true" inert>
        <div className="sheet">
          {SAMPLES.map((sample) => (
            <SamplePostCard key={sample.handle} sample={sample} networks={networks} />
          ))}
        </div>
      </div>
    </main>
  )
}

function Fact({ icon, words }: { icon: LucideIcon; words: string }): ReactElement {
  return (
    <li>
      <Icon of={icon} />
      <span>
        <Marked words={words} />
      </span>
    </li>
  )
}
