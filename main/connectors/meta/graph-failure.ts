import { z } from 'zod'

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

/**
 * An answer that is not what was asked for. `status`: the server said no. `unreadable`: it said yes, with something that is not the
 * documented JSON. Holds what the server wrote, so it is never logged as it is.
 */
export class GraphFailure extends Error {
  readonly problem: 'status' | 'unreadable'
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or the text. */
  readonly body: unknown
  /** Origin. */
  readonly server: string
  /** Null where the body is no error object: a proxy's page, say. */
  readonly error: GraphError | null

  constructor(problem: 'status' | 'unreadable', server: string, answer: { status: number; headers: Headers; body: unknown }) {
    super(`${problem} ${String(answer.status)} (${server})`)
    this.name = 'GraphFailure'
    this.problem = problem
    this.server = server
    this.status = answer.status
    this.headers = answer.headers
    this.body = answer.body
    this.error = problem === 'status' ? readError(answer.body) : null
  }
}

function readError(body: unknown): GraphError | null {
  const parsed = WireError.safeParse(body)
  if (!parsed.success) return null
  const { code, error_subcode: subcode, is_transient: isTransient, message, error_user_msg: forPeople } = parsed.data.error
  // Numbers come as texts from some of its servers.
  const asNumber = typeof code === 'string' && /^-?\d{1,9}$/.test(code) ? Number(code) : code
  return { code: asNumber, subcode, isTransient, message: forPeople ?? message }
}

/** A failure of the one request that must not be repeated blindly: publishing. What caused it decides whether the post may exist. */
export class PublishFailure extends Error {
  constructor(cause: unknown) {
    super('The post may or may not have been published', { cause })
    this.name = 'PublishFailure'
  }
}

/** Whether an error is a refusal with one of these codes, `100` or `100/33` with its subcode. */
export function hasGraphCode(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof GraphFailure) || error.error === null) return false
  const { code, subcode } = error.error
  return codes.includes(String(code)) || codes.includes(`${String(code)}/${String(subcode)}`)
}
