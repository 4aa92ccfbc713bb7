/**
 * An answer that is not what was asked for. `status`: X said no. `unreadable`: it said yes, with something that is not the documented JSON.
 * Holds what X wrote, so it is never logged as it is.
 */
export class AnswerFailure extends Error {
  readonly problem: 'status' | 'unreadable'
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or the text. */
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

/** Whether X answered with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is AnswerFailure {
  return error instanceof AnswerFailure && error.problem === 'status' && statuses.includes(error.status)
}

/** An answer of success that makes no sense. */
export function unreadable(server: string): AnswerFailure {
  return new AnswerFailure('unreadable', server, { status: 200, headers: new Headers(), body: null })
}
