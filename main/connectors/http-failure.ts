/**
 * Why there was no usable HTTP answer. `unreachable`: no connection (DNS, refused, TLS, refused address). `broken`: the connection or the
 * answer was not HTTP as it should be. `rate-limited`: Chirp's own limiter held it back; nothing was sent.
 */
export type HttpFailureKind = 'unreachable' | 'timeout' | 'aborted' | 'too-large' | 'rate-limited' | 'broken'

/** Everything of an HTTP exchange that is not an HTTP answer. */
export class HttpFailure extends Error {
  readonly kind: HttpFailureKind
  /** Whether the request can have reached the server: `no` is certain, `maybe` is everything else. */
  readonly sent: 'no' | 'maybe'
  /** Origin that was asked. */
  readonly server: string
  /** Epoch ms; only for `rate-limited`. */
  readonly retryAt: number | null

  constructor(
    kind: HttpFailureKind,
    sent: 'no' | 'maybe',
    server: string,
    options: { readonly retryAt?: number; readonly cause?: unknown; readonly detail?: string } = {},
  ) {
    super(
      `${kind} (${server})${options.detail === undefined ? '' : `: ${options.detail}`}`,
      'cause' in options ? { cause: options.cause } : {},
    )
    this.name = 'HttpFailure'
    this.kind = kind
    this.sent = sent
    this.server = server
    this.retryAt = options.retryAt ?? null
  }
}

/** The `HttpFailure` that an error is or was caused by: SDKs wrap what `fetch` threw. Null when there is none. */
export function findHttpFailure(error: unknown): HttpFailure | null {
  let at: unknown = error
  for (let depth = 0; depth < 8 && at instanceof Error; depth++) {
    if (at instanceof HttpFailure) return at
    at = at.cause
  }
  return null
}
