/** The kinds of problem that the documentation names: docs.x.com/x-api/fundamentals/response-codes-and-errors, read 2026-11-27. */
export type ProblemType =
  | 'about:blank'
  | 'invalid-request'
  | 'resource-not-found'
  | 'not-authorized-for-resource'
  | 'client-forbidden'
  | 'usage-capped'
  | 'credits'
  | 'unsupported-authentication'

/** A problem as the API writes it. */
export function problemOf(type: ProblemType, title: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
  return { title, detail, type: type === 'about:blank' ? type : `https://api.twitter.com/2/problems/${type}`, ...more }
}

/** An answer that is a refusal, thrown from anywhere while a request is handled. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(`${String(status)} ${String(body['title'] ?? body['error'])}`)
    this.status = status
    this.body = body
  }
}

/** 400 with one parameter named, as the API does. */
export function invalid(detail: string, parameters: Readonly<Record<string, readonly string[]>> = {}): Refusal {
  return new Refusal(400, {
    errors: [{ parameters, message: detail }],
    ...problemOf('invalid-request', 'Invalid Request', 'One or more parameters to your request was invalid.'),
  })
}

/** 403 in the generic form, which refusals of what a post says have. */
export function forbidden(detail: string): Refusal {
  return new Refusal(403, problemOf('about:blank', 'Forbidden', detail, { status: 403 }))
}

/** What an app has no access to. */
export function notEnrolled(): Refusal {
  return new Refusal(
    403,
    problemOf('client-forbidden', 'Client Forbidden', 'This endpoint is not available to apps with your level of access.', {
      reason: 'client-not-enrolled',
      required_enrollment: 'Appropriate Level of API Access',
    }),
  )
}

/** An entry of `errors` for one thing of several that is not to be had. */
export function partialError(resource: 'tweet' | 'user', id: string, why: 'gone' | 'hidden', parameter: string) {
  const common = { value: id, resource_id: id, resource_type: resource, parameter }
  return why === 'gone'
    ? problemOf('resource-not-found', 'Not Found Error', `Could not find ${resource} with ${parameter}: [${id}].`, common)
    : problemOf(
        'not-authorized-for-resource',
        'Authorization Error',
        `Sorry, you are not authorized to see the ${resource} with ${parameter}: [${id}].`,
        common,
      )
}
