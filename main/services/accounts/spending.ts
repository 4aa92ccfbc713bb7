import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Input, Output } from '../../../shared/bridge/contract.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { Charge, PlatformConnector } from '../../connectors/connector.ts'
import type { Purse } from '../../connectors/metered-http.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getAccount } from '../../store/tables/accounts.ts'
import { addSpending, getBudget, listSpending, noteCharged, setBudget, wasCharged, type Budget } from '../../store/tables/spending.ts'

export type SpendingDependencies = {
  readonly store: Store
  readonly connectors: readonly PlatformConnector[]
  readonly clock: Clock
  readonly log: Log
  /** What Chirp reads of an account has changed. */
  readonly onChanged: (accountId: string) => void
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Until the person says otherwise nothing is read, and no more than this is spent: millionths of a dollar. */
const FIRST_BUDGET: Budget = { reading: false, perDay: 1_000_000, perMonth: 10_000_000 }

const unknownAccount: AppError = { kind: 'invalid-input', issues: [{ field: 'accountId', code: 'unknown-account', values: {} }] }

/** What accounts on platforms that charge for requests have spent and may spend. Days and months are those of UTC, as platforms count. */
export function createSpending({ store, connectors, clock, log, onChanged }: SpendingDependencies) {
  /** Set aside for requests that are under way, and what could not be written down; by account. */
  const aside = new Map<string, number>()

  const set = (accountId: string, amount: number): void => void aside.set(accountId, (aside.get(accountId) ?? 0) + amount)

  const purseOf = (accountId: string): Purse => ({
    reserve: (atMost, reading) => {
      const now = clock()
      const budget = store.read((db) => getBudget(db, accountId)) ?? FIRST_BUDGET
      if (reading && !budget.reading) return { refused: { kind: 'capability-not-supported', capability: 'paid-reading', message: null } }
      const amount = sum(atMost)
      const until = amount === 0 ? null : store.read((db) => passedUntil(db, accountId, budget, amount + (aside.get(accountId) ?? 0), now))
      if (until !== null) return { refused: { kind: 'rate-limit-exceeded', retryAt: until, message: null, because: 'budget' } }
      set(accountId, amount)
      let open = true
      const close = (): boolean => {
        const wasOpen = open
        open = false
        if (wasOpen) set(accountId, -amount)
        return wasOpen
      }
      return {
        settle: (charges) => {
          if (!close()) return
          try {
            store.write((db) => {
              const day = dayOf(clock())
              for (const { kind, amount: cost, key } of charges) {
                if (key !== null && wasCharged(db, accountId, day, key)) continue
                if (key !== null) noteCharged(db, accountId, day, key)
                addSpending(db, accountId, day, kind, cost)
              }
            })
          } catch (error) {
            // Not forgotten while Chirp runs, so that the budget holds all the same.
            set(accountId, sum(charges))
            log.error('What a request cost could not be written down.', { accountId, error })
          }
        },
        release: () => void close(),
      }
    },
  })

  return {
    /** Null: its platform charges nothing. */
    purseOf: (accountId: string, { manifest }: PlatformConnector): Purse | null =>
      manifest.prices === undefined ? null : purseOf(accountId),

    /** What an account can do as long as Chirp may not read for money. */
    within: (accountId: string, platform: string, capabilities: PlatformCapabilities): PlatformCapabilities => {
      const isPaid = connectors.find(({ manifest }) => manifest.platform === platform)?.manifest.prices !== undefined
      const budget = isPaid ? (store.read((db) => getBudget(db, accountId)) ?? FIRST_BUDGET) : null
      return budget === null || budget.reading ? capabilities : withoutReading(capabilities)
    },

    costs: ({ accountId }: Input<'accounts.costs'>): Result<Output<'accounts.costs'>> => {
      const account = store.read((db) => getAccount(db, accountId))
      if (account === null) return failure(unknownAccount)
      const prices = connectors.find(({ manifest }) => manifest.platform === account.platform)?.manifest.prices
      if (prices === undefined) return success(null)
      const today = dayOf(clock())
      const { budget, day, month } = store.read((db) => ({
        budget: getBudget(db, accountId) ?? FIRST_BUDGET,
        day: listSpending(db, accountId, today, today),
        month: listSpending(db, accountId, firstOfMonth(clock()), today),
      }))
      return success({
        budget,
        today: [...day],
        month: [...month],
        prices: prices.list.map((price) => ({ ...price })),
        source: prices.source,
        checkedOn: prices.checkedOn,
      })
    },

    setBudget: ({ accountId, budget }: Input<'accounts.setBudget'>): Result<Output<'accounts.setBudget'>> => {
      if (store.read((db) => getAccount(db, accountId)) === null) return failure(unknownAccount)
      store.write((db) => setBudget(db, accountId, { ...(getBudget(db, accountId) ?? FIRST_BUDGET), ...defined(budget) }))
      onChanged(accountId)
      return success({})
    },
  }
}

export type Spending = ReturnType<typeof createSpending>

/** Until when nothing more may be spent, epoch ms, where this much would be too much now; null: it would not. */
function passedUntil(db: ReadableDatabase, accountId: string, budget: Budget, amount: number, now: number): number | null {
  const today = dayOf(now)
  const spent = (from: number): number => listSpending(db, accountId, from, today).reduce((total, entry) => total + entry.amount, 0)
  if (budget.perMonth !== null && spent(firstOfMonth(now)) + amount > budget.perMonth) {
    const date = new Date(now)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
  }
  if (budget.perDay !== null && spent(today) + amount > budget.perDay) return (today + 1) * DAY_MS
  return null
}

function withoutReading(capabilities: PlatformCapabilities): PlatformCapabilities {
  const { streams, search } = capabilities
  return {
    ...capabilities,
    streams: { ...streams, home: false, notifications: false, live: false, author: false, lists: false, feeds: false, tags: false },
    search: { ...search, posts: false, people: false },
    readsThreads: false,
  }
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_MS)
}

function firstOfMonth(at: number): number {
  const date = new Date(at)
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()))
}

function sum(charges: readonly Charge[]): number {
  return charges.reduce((total, { amount }) => total + amount, 0)
}

/** Without what is left out. */
function defined(budget: Input<'accounts.setBudget'>['budget']): Partial<Budget> {
  return Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined))
}
