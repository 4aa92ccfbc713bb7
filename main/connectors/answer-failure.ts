/**
 * An answer that is not what was asked for. `status`: the server said no. `unreadable`: it said yes, with something that is not the
 * documented JSON. Holds what the server wrote, so it is never logged as it is.
 */
export class AnswerFailure extends Error {
  readonly problem: 'status' | 'unreadable'
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON as the connector reads it, or the text. */
  readonly body: unknown
  /** Origin. */
  readonly server: string

  constructor(problem: 'status' | 'unreadable', server: string, answer: { status: number; headers: Headers; body: unknown }) {
    super(`${problem} ${String(answer.status)} (${server})`)
    this.name = 'AnswerFailure'
    this.problem = problem
    this.server = server
    this.status = answer.status
    this.headers = answer.headers
    this.body = answer.body
  }
}

/** A failure of the one request that must not be repeated blindly: creating a post. What caused it decides whether the post may exist. */
export class CreateFailure extends Error {
  constructor(cause: unknown) {
    super('The post may or may not have been created', { cause })
    this.name = 'CreateFailure'
  }
}

/** An answer of success that makes no sense. */
export function unreadable(server: string): AnswerFailure {
  return new AnswerFailure('unreadable', server, { status: 200, headers: new Headers(), body: null })
}

/** Whether the server answered with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is AnswerFailure {
  return error instanceof AnswerFailure && error.problem === 'status' && statuses.includes(error.status)
}

/** Whether the server says that it has no such thing: no route, no method, not built. 404 also stands for a thing that is gone. */
export function isNotOffered(error: unknown): error is AnswerFailure {
  return hasStatus(error, 404, 405, 410, 501)
}
