import { useQuery } from '@tanstack/react-query'
import { useId, useState, type ReactElement } from 'react'
import type { Output } from '../../../shared/bridge/contract.ts'
import { t } from '../../i18n/i18n.ts'
import { costsOptions, setBudget } from '../../queries/accounts.ts'
import { money } from '../../text/money.ts'
import { Switch } from '../../ui/switch.tsx'
import { attempt } from '../post/post-commands.ts'

type Costs = NonNullable<Output<'accounts.costs'>>
type Spent = Costs['today']

/** What an account has cost and may cost, and whether Chirp may read there for money. Nothing where the network charges nothing. */
export function AccountCosts({ accountId, network }: { readonly accountId: string; readonly network: string }): ReactElement | null {
  const { data } = useQuery(costsOptions(accountId))
  if (data == null) return null
  const { budget, today, month, prices, checkedOn } = data
  const change = (changes: Partial<Costs['budget']>): Promise<boolean> => attempt(() => setBudget(accountId, changes))
  const whatFor = (kind: string): string => prices.find((price) => price.kind === kind)?.what ?? kind
  return (
    <section className="account-costs" aria-label={t('costs.title')}>
      <h3>{t('costs.title')}</h3>
      <div className="cost-row">
        <div>
          {t('costs.reading')}
          <small>{t('costs.readingText', { network })}</small>
        </div>
        <Switch label={t('costs.reading')} checked={budget.reading} onChange={(reading) => void change({ reading })} />
      </div>
      <Amount label={t('costs.perDay')} value={budget.perDay} onChange={(perDay) => change({ perDay })} />
      <Amount label={t('costs.perMonth')} value={budget.perMonth} onChange={(perMonth) => change({ perMonth })} />
      <p className="quiet">{t('costs.limitText')}</p>
      <table className="caps">
        <tbody>
          <SpentRow label={t('costs.today')} spent={today} limit={budget.perDay} />
          <SpentRow label={t('costs.month')} spent={month} limit={budget.perMonth} />
          {month.map(({ kind, amount, count }) => (
            <tr key={kind}>
              <th scope="row">{whatFor(kind)}</th>
              <td className="num">{t('costs.times', { amount: money(amount), count })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="caps">
        <caption>{t('costs.list', { date: checkedOn })}</caption>
        <tbody>
          {prices.map(({ kind, what, amount }) => (
            <tr key={kind}>
              <th scope="row">{what}</th>
              <td className="num">{money(amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function SpentRow({ label, spent, limit }: { readonly label: string; readonly spent: Spent; readonly limit: number | null }): ReactElement {
  const sum = money(spent.reduce((total, { amount }) => total + amount, 0))
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="num">{limit === null ? sum : t('costs.ofLimit', { spent: sum, limit: money(limit) })}</td>
    </tr>
  )
}

type AmountProps = {
  readonly label: string
  /** Millionths of a dollar; null = no limit. */
  readonly value: number | null
  readonly onChange: (value: number | null) => Promise<boolean>
}

/** An amount in dollars that is kept when the field is left, or with Enter. What is no amount stays there to be mended. */
function Amount({ label, value, onChange }: AmountProps): ReactElement {
  const id = useId()
  const stored = value === null ? '' : (value / 1_000_000).toFixed(2)
  const [typed, setTyped] = useState<string | null>(null)
  const [trouble, setTrouble] = useState(false)
  const keep = (): void => {
    if (typed === null) return
    const amount = amountOf(typed)
    setTrouble(amount === undefined)
    if (amount !== undefined) void onChange(amount).then((done) => (done ? setTyped(null) : undefined))
  }
  return (
    <div className="cost-row">
      <label htmlFor={id}>{label}</label>
      <div>
        <input
          id={id}
          className="field num"
          inputMode="decimal"
          value={typed ?? stored}
          aria-invalid={trouble}
          aria-describedby={trouble ? `${id}-trouble` : undefined}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => (event.key === 'Enter' ? keep() : undefined)}
        />
        {trouble ? (
          <small className="trouble" role="alert" id={`${id}-trouble`}>
            {t('costs.notAnAmount')}
          </small>
        ) : null}
      </div>
    </div>
  )
}

/** What somebody wrote as dollars, in millionths; null = nothing, which is no limit; undefined: it is no amount. */
function amountOf(typed: string): number | null | undefined {
  const text = typed
    .trim()
    .replace(/^\$\s*/, '')
    .replace(',', '.')
  if (text === '') return null
  return /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * 1_000_000) : undefined
}
