/** An answer that is a refusal, thrown from anywhere while a request is handled. `body` is Mastodon's `{ error }`. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(`${status} ${error}`)
    this.status = status
    this.body = { error, ...more }
  }
}

/** 404 as the API says it. */
export function notFound(): Refusal {
  return new Refusal(404, 'Record not found')
}

/** 422 with the words a model's validation gives. */
export function invalid(reason: string): Refusal {
  return new Refusal(422, `Validation failed: ${reason}`)
}
