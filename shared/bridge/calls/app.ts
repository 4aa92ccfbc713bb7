import { z } from 'zod'
import { AccountId, Timestamp } from '../../ids.ts'
import { command, query } from '../define.ts'
import { done, none } from './shapes.ts'

/** Sizes and counts for the rail. */
const Counts = z.object({
  inboxUnread: z.number().int(),
  drafts: z.number().int(),
  outboxPending: z.number().int(),
  outboxNeedsYou: z.number().int(),
})

/** The app itself: its state, reading at once, the demo. */
export const appCalls = {
  'app.status': query(
    none,
    z.object({
      version: z.string(),
      online: z.boolean(),
      host: z.enum(['desktop', 'headless']),
      secretProtection: z.enum(['system-keyring', 'encrypted-file', 'plain']),
      /** A demo account exists. */
      demo: z.boolean(),
      counts: Counts,
      /** When any account was last read, epoch ms. */
      readAt: Timestamp.nullable(),
      syncing: z.boolean(),
      dataDirectory: z.string(),
    }),
  ),
  'app.diagnostics': query(none, z.object({ text: z.string() })),
  /** Asks the networks now: all accounts, or one. Resolves when that read is over. */
  'app.refresh': command(z.object({ accountId: AccountId.nullable() }), done),
  /** The window became visible or hidden; reading slows down while hidden. */
  'app.setVisible': command(z.object({ visible: z.boolean() }), done),
  'app.startDemo': command(none, done),
  'app.removeDemo': command(none, done),
  'app.storage': query(none, z.object({ databaseBytes: z.number(), mediaBytes: z.number(), posts: z.number(), drafts: z.number() })),
  'app.clearMediaCache': command(none, done),
} as const
