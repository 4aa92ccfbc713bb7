import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId, useMemo, type ReactElement } from 'react'
import type { PlannedPost, TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { useFits, type FileTarget } from '../media/use-fits.ts'
import { countWords, differences, isUneven } from '../checks/outgoing.ts'
import { WrittenThread, type WrittenPost } from './written-thread.tsx'

type OutgoingProps = {
  readonly draft: Draft
  readonly plans: readonly TargetPlan[]
  readonly accounts: readonly Account[]
  /** Its panel takes the place of what is written. */
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
}

/**
 * What really goes out: in a line where that differs between targets, and when it is opened every post as each network gets it, and
 * which targets follow the shared text.
 */
export function Outgoing({ draft, plans, accounts, open, onOpen }: OutgoingProps): ReactElement | null {
  const id = useId()
  if (plans.every(({ posts }) => posts.length === 0)) return null
  const uneven = isUneven(draft, plans)
  const own = draft.targets.filter(({ override }) => override !== null).length
  const words = uneven
    ? countWords(plans, accounts)
    : own > 0
      ? t('composer.ownVersions', { count: own, all: draft.targets.length })
      : t('composer.previewPlain')
  return (
    <section className="outgoing">
      <button type="button" className="strip" aria-expanded={open} aria-controls={id} onClick={() => onOpen(!open)}>
        <Icon of={open ? ChevronDown : ChevronRight} small />
        <span>{t('composer.goesOut')}</span>
        <span className="quiet">{words}</span>
      </button>
      <div id={id} hidden={!open} className="panel" tabIndex={open ? 0 : undefined} role="region" aria-label={t('composer.goesOut')}>
        {open ? plans.map((plan) => <TargetPreview key={plan.accountId} draft={draft} plan={plan} accounts={accounts} />) : null}
      </div>
    </section>
  )
}

function TargetPreview({
  draft,
  plan,
  accounts,
}: {
  readonly draft: Draft
  readonly plan: TargetPlan
  readonly accounts: readonly Account[]
}): ReactElement | null {
  const account = accounts.find(({ id }) => id === plan.accountId)
  const files = useSentFiles(plan, account)
  if (account === undefined) return null
  const override = draft.targets.find(({ accountId }) => accountId === account.id)?.override ?? null
  const differing = override === null ? [] : differences(override, draft.content)
  const follows =
    override === null
      ? t('composer.follows')
      : differing.length === 0
        ? t('composer.sameAsShared')
        : t('composer.differsIn', { parts: differing.map((one) => t(`composer.difference.${one}`)).join(', ') })
  const [first] = plan.posts
  return (
    <div className="target">
      <h3 className="meta">
        <NetworkMark name={account.platformName} hue />
        <b dir="ltr">{account.handle}</b>
        <span>
          {t('composer.posts', { count: plan.posts.length })} · {follows}
        </span>
      </h3>
      <WrittenThread
        label={t('composer.postsFor', { handle: account.handle, network: account.platformName })}
        posts={plan.posts.map((post) => written(post, files))}
        warning={first?.contentWarning ?? null}
        language={first?.language ?? null}
        avatarUrl={account.avatarUrl}
      />
    </div>
  )
}

function written({ segmentId, text, media, poll }: PlannedPost, files: ReadonlyMap<string, DraftMedia>): WrittenPost {
  return { key: segmentId, text, media: media.map((one) => files.get(one.id) ?? one), poll }
}

/** The files of a plan as the account gets them, by their ids; those that are still being made are missing. */
function useSentFiles({ posts }: TargetPlan, account: Account | undefined): ReadonlyMap<string, DraftMedia> {
  const targets = useMemo(
    (): readonly FileTarget[] => (account === undefined ? [] : posts.flatMap(({ media }) => media.map((one) => ({ media: one, account })))),
    [posts, account],
  )
  const fits = useFits(targets)
  return useMemo(() => {
    const sent = targets.flatMap(({ media }, index) => {
      const fit = fits[index]
      return fit?.kind === 'sent' ? [[media.id, { ...media, mimeType: fit.file.mimeType, previewUrl: fit.file.previewUrl }] as const] : []
    })
    return new Map(sent)
  }, [targets, fits])
}
