import { z } from 'zod'
import { AccountId, LocalId, Timestamp } from '../../ids.ts'
import { AccountHealth } from '../../model/account-health.ts'
import { Account } from '../../model/account.ts'
import { command, query } from '../define.ts'
import { Network, SignInFlow } from '../sign-in-views.ts'
import { done, none } from './shapes.ts'

/** Millionths of a dollar; null = no limit. `reading`: Chirp may read for money. */
const budget = z.object({
  reading: z.boolean(),
  perDay: z.number().int().nonnegative().nullable(),
  perMonth: z.number().int().nonnegative().nullable(),
})
const spent = z.object({ kind: z.string(), amount: z.number(), count: z.number() })

const signInFields = z.record(z.string(), z.string().max(2048))

/** Accounts: signing in and out, what they can do, what they cost. */
export const accountCalls = {
  'accounts.networks': query(none, z.array(Network)),
  'accounts.list': query(none, z.array(Account)),
  'accounts.signIn': command(
    z.object({ platform: z.string(), method: z.string(), fields: signInFields }),
    z.object({ accountId: AccountId }),
  ),
  'accounts.beginOAuth': command(
    z.object({ platform: z.string(), method: z.string(), fields: signInFields, pasteCode: z.boolean() }),
    z.object({ flowId: LocalId, authorizeUrl: z.string() }),
  ),
  'accounts.oauthFlow': query(z.object({ flowId: LocalId }), SignInFlow),
  'accounts.finishOAuth': command(z.object({ flowId: LocalId, code: z.string().min(1).max(2048) }), z.object({ accountId: AccountId })),
  'accounts.cancelOAuth': command(z.object({ flowId: LocalId }), done),
  'accounts.setPaused': command(z.object({ accountId: AccountId, paused: z.boolean() }), done),
  /** Asks the server again what this account can do. */
  'accounts.refreshCapabilities': command(z.object({ accountId: AccountId }), Account),
  'accounts.remove': command(z.object({ accountId: AccountId, stored: z.enum(['keep', 'delete']) }), done),
  'accounts.reorder': command(z.object({ accountIds: z.array(AccountId) }), done),
  /** What is used of each limit, for "What Chirp can do here". */
  'accounts.limits': query(
    z.object({ accountId: AccountId }),
    z.array(z.object({ id: z.string(), limit: z.number(), used: z.number(), perMs: z.number(), resetAt: Timestamp.nullable() })),
  ),
  /** What an account has spent and may spend, where its platform charges for requests; else null. Amounts are millionths of a dollar. */
  'accounts.costs': query(
    z.object({ accountId: AccountId }),
    z
      .object({
        budget,
        today: z.array(spent),
        month: z.array(spent),
        prices: z.array(z.object({ kind: z.string(), what: z.string(), amount: z.number() })),
        source: z.string(),
        checkedOn: z.string(),
      })
      .nullable(),
  ),
  /** The last check of each account whose network can be asked how it is doing. */
  'accounts.health': query(none, z.array(AccountHealth)),
  /** Asks now. `conflict` for an account that is paused. */
  'accounts.checkHealth': command(z.object({ accountId: AccountId }), AccountHealth),
  /** What is left out stays as it is: two changes that follow each other closely do not undo one another. */
  'accounts.setBudget': command(z.object({ accountId: AccountId, budget: budget.partial() }), done),
} as const
