import { randomUUID } from 'node:crypto'
import { AppFailure, type AppError } from '../../shared/errors.ts'
import { AnswerFailure, CreateFailure } from './answer-failure.ts'
import { classifyHttpFailure } from './failure.ts'
import { findHttpFailure } from './http-failure.ts'

/** What only a connector knows of its failures. */
export type FailureMeanings = {
  /** What a refusal means. `creating`: it may be of a post that was created all the same. */
  readonly ofRefusal: (failure: AnswerFailure, creating: boolean) => AppError
  /** Errors of a library of the connector's; null where it knows nothing of them. */
  readonly ofOther?: (error: unknown) => AppError | null
}

/**
 * Makes a connector's `classify`, which turns whatever a call threw into an `AppError`. Total: what nobody knows is `internal`. Where the one
 * request failed that creates a post, what may have happened is `outcome-unknown`.
 */
export function classifier({ ofRefusal, ofOther = () => null }: FailureMeanings): (error: unknown) => AppError {
  const classifyAs = (error: unknown, creating: boolean): AppError => {
    if (error instanceof AppFailure) return error.error
    if (error instanceof CreateFailure) return classifyAs(error.cause, true)
    if (findHttpFailure(error)) {
      const classified = classifyHttpFailure(error, { write: creating })
      if (classified) return classified
    }
    if (error instanceof AnswerFailure) {
      if (error.problem === 'status') return ofRefusal(error, creating)
      // The server said yes, whatever else it said.
      if (creating) return { kind: 'outcome-unknown', message: null }
      return { kind: 'platform-unavailable', reason: 'bad-answer', server: error.server, message: null }
    }
    if (error instanceof DOMException && (error.name === 'AbortError' || error.name === 'TimeoutError'))
      return { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }
    return ofOther(error) ?? { kind: 'internal', reference: randomUUID() }
  }
  return (error) => classifyAs(error, false)
}
