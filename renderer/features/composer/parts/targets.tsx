import { memo, type ReactElement } from 'react'
import type { TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import type { textCount } from '../../../../shared/compose/resolve-capabilities.ts'
import { type TextCount } from '../../../../shared/compose/resolve-capabilities.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { fullCount } from '../../../text/numbers.ts'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { countOfTarget } from '../checks/counting.ts'

type TargetsProps = {
  /** The draft and what it becomes, as far as that is known by now. */
  readonly draft: Draft
  readonly plans: readonly TargetPlan[]
  /** Where it goes, as it is chosen. */
  readonly chosen: Draft['targets']
  /** What it went to when it was opened: these chips come first, and none moves while it is written. */
  readonly first: Draft['targets']
  readonly accounts: readonly Account[]
  /** Only accounts of this network can be chosen: the draft answers or quotes a post there. Null = any. */
  readonly onlyOn: { readonly platform: string; readonly name: string } | null
  /** It changes a post: where that is, it stays. */
  readonly fixed: boolean
  readonly onToggle: (accountId: string) => void
}

/** Where it goes: one chip per account, with the counter of its own network. */
export function Targets({ draft, plans, chosen, first, accounts, onlyOn, fixed, onToggle }: TargetsProps): ReactElement {
  const leading = new Set(first.map(({ accountId }) => accountId))
  const others = fixed ? [] : accounts.filter(({ id }) => !leading.has(id))
  const ordered = [...accounts.filter(({ id }) => leading.has(id)), ...others]
  return (
    <div className="targets" role="group" aria-label={t('composer.targets')}>
      {ordered.map((account) => {
        const target = chosen.find(({ accountId }) => accountId === account.id)
        const posts = plans.find(({ accountId }) => accountId === account.id)?.posts
        const elsewhere = onlyOn !== null && onlyOn.platform !== account.platform && target === undefined
        const why =
          onlyOn === null
            ? ''
            : t(draft.replyTo === null ? 'composer.otherNetworkQuote' : 'composer.otherNetwork', { network: onlyOn.name })
        return (
          <Chip
            key={account.id}
            account={account}
            checked={target !== undefined}
            count={target === undefined ? null : countOfTarget(draft, target, account, posts)}
            disabledBecause={fixed ? t('composer.editStays') : elsewhere ? why : null}
            onToggle={onToggle}
          />
        )
      })}
    </div>
  )
}

type ChipProps = {
  readonly account: Account
  readonly checked: boolean
  readonly count: TextCount | null
  readonly disabledBecause: string | null
  readonly onToggle: (accountId: string) => void
}

const Chip = memo(function Chip({ account, checked, count, disabledBecause, onToggle }: ChipProps): ReactElement {
  const { id, handle, platformName: network } = account
  const name = t('composer.postAs', { handle, network })
  const fullness = count === null || count.fullness === 'ok' ? '' : ` ${count.fullness}`
  return (
    <span className={`chip${checked ? ' on' : ''}${fullness}`} data-disabled={disabledBecause === null ? undefined : ''}>
      <button
        type="button"
        role="checkbox"
        aria-checked={checked}
        aria-label={name}
        aria-disabled={disabledBecause !== null}
        title={disabledBecause ?? name}
        onClick={disabledBecause === null ? () => onToggle(id) : undefined}
      />
      <NetworkMark name={network} hue={checked} />
      <span className="h" dir="ltr">
        {handle}
      </span>
      {count === null ? null : <Counter count={count} handle={handle} network={network} />}
    </span>
  )
})

/** A counter is only heard when it begins to matter. */
function Counter({
  count,
  handle,
  network,
}: {
  count: NonNullable<ReturnType<typeof textCount>>
  handle: string
  network: string
}): ReactElement {
  const key = count.limit.unit === 'utf8-bytes' ? 'composer.counterBytes' : 'composer.counter'
  return (
    <span
      className="c"
      role="status"
      aria-live={count.fullness === 'ok' ? 'off' : 'polite'}
      aria-label={t(key, { handle, network, count: count.count, limit: count.limit.value })}
    >
      {fullCount(count.count)} / {fullCount(count.limit.value)}
    </span>
  )
}
