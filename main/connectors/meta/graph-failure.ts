import { z } from 'zod'
import { AnswerFailure } from '../answer-failure.ts'

/** Graph's error object, as far as it is looked at. Source: developers.facebook.com/docs/graph-api/guides/error-handling, read 2026-11-27. */
const WireError = z.object({
  error: z.object({
    // Threads has errors with names for codes (`THREADS_API__LINK_LIMIT_EXCEEDED`).
    code: z.union([z.number(), z.string()]),
    error_subcode: z.number().nullable().catch(null),
    is_transient: z.boolean().catch(false),
    message: z.string().catch(''),
    error_user_msg: z.string().nullable().catch(null),
  }),
})

/** What Graph says of an error. `message` is the sentence for the person where it gives one. */
export type GraphError = {
  readonly code: number | string
  readonly subcode: number | null
  readonly isTransient: boolean
  readonly message: string
}

/** What Graph says of a request that it refused; null where that is no error object: a proxy's page, say. */
export function graphErrorOf(error: unknown): GraphError | null {
  if (!(error instanceof AnswerFailure) || error.problem !== 'status') return null
  const parsed = WireError.safeParse(error.body)
  if (!parsed.success) return null
  const { code, error_subcode: subcode, is_transient: isTransient, message, error_user_msg: forPeople } = parsed.data.error
  // Numbers come as texts from some of its servers.
  const asNumber = typeof code === 'string' && /^-?\d{1,9}$/.test(code) ? Number(code) : code
  return { code: asNumber, subcode, isTransient, message: forPeople ?? message }
}

/** Whether an error is a refusal with one of these codes, `100` or `100/33` with its subcode. */
export function hasGraphCode(error: unknown, ...codes: readonly string[]): boolean {
  const said = graphErrorOf(error)
  return said !== null && (codes.includes(String(said.code)) || codes.includes(`${String(said.code)}/${String(said.subcode)}`))
}
