import { z } from 'zod'

/** One thing that is wrong with an input, addressed so that a form can show it beside its field. */
export const InputIssue = z.object({
  /** Path of the field, joined by dots; empty for the whole input. */
  field: z.string(),
  /** Code of the message, a key below `issue` in `en.json`. */
  code: z.string(),
  /** Values the message speaks of, such as `{ limit: 300, count: 312 }`. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})
export type InputIssue = z.infer<typeof InputIssue>

/**
 * What can go wrong and is expected to. Thrown exceptions are bugs; these are values that cross the bridge.
 * `message` is the network's own words where it gave some (plain text, at most 500 characters), for the person to read.
 */
export const AppError = z.discriminatedUnion('kind', [
  /** The sign-in is missing, wrong, expired or revoked: the person has to sign in again. `reason` selects the sentence. */
  z.object({
    kind: z.literal('authentication'),
    reason: z.enum(['wrong-credentials', 'expired', 'revoked', 'cancelled', 'second-factor-needed', 'flow-expired', 'forbidden']),
    message: z.string().nullable(),
  }),
  /** A limit would be passed, or the network said so. `retryAt` is epoch ms. `budget`: it is the person's own limit on what may be spent. */
  z.object({
    kind: z.literal('rate-limit-exceeded'),
    retryAt: z.number(),
    message: z.string().nullable(),
    because: z.literal('budget').optional(),
  }),
  /** The server answered that it cannot now (5xx), answered nonsense, or did not answer. */
  z.object({
    kind: z.literal('platform-unavailable'),
    reason: z.enum(['server-error', 'bad-answer', 'timeout', 'unreachable', 'not-this-platform']),
    server: z.string().nullable(),
    message: z.string().nullable(),
  }),
  /** No network at all. */
  z.object({ kind: z.literal('offline') }),
  /** This account or server cannot do that. `capability` names it. */
  z.object({ kind: z.literal('capability-not-supported'), capability: z.string(), message: z.string().nullable() }),
  /** The post, author or other thing is gone or may not be seen. */
  z.object({ kind: z.literal('post-not-found'), message: z.string().nullable() }),
  /** The server understood and refused, with its reason. Repeating it will not help. */
  z.object({ kind: z.literal('remote-rejected'), message: z.string().nullable(), code: z.string().nullable() }),
  /** Something changed meanwhile; what the caller had is out of date. */
  z.object({ kind: z.literal('conflict'), message: z.string().nullable() }),
  /** The input cannot be accepted as it is. */
  z.object({ kind: z.literal('invalid-input'), issues: z.array(InputIssue) }),
  /** A write left and no answer came: it may or may not have happened. `restored`: it waited in a backup, and may have left since. */
  z.object({ kind: z.literal('outcome-unknown'), message: z.string().nullable(), because: z.literal('restored').optional() }),
  /**
   * Chirp's own store cannot be written: no room on the disk, a folder that may only be read, or a disk that fails. Nothing was sent for it.
   * `busy`: it is just being replaced, for a moment.
   */
  z.object({ kind: z.literal('storage-unavailable'), reason: z.enum(['full', 'read-only', 'failed', 'busy']) }),
  /** A bug. `reference` finds it in the log. */
  z.object({ kind: z.literal('internal'), reference: z.string() }),
])
export type AppError = z.infer<typeof AppError>
export type AppErrorKind = AppError['kind']

/** An expected failure on its way up inside one process: carries an `AppError` and the cause for the log. */
export class AppFailure extends Error {
  readonly error: AppError
  constructor(error: AppError, options?: { readonly cause?: unknown }) {
    super(error.kind, options)
    this.name = 'AppFailure'
    this.error = error
  }
}

/** Success with a value, or an expected failure. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

export function success<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function failure(error: AppError): Result<never> {
  return { ok: false, error }
}

/** Makes the compiler check that a switch over a union is complete; throws when data from outside got past its parser. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
