import { randomBytes } from 'node:crypto'
import { AppFailure, failure, type Result } from '../../shared/errors.ts'
import { contract, type CallName } from '../../shared/bridge/contract.ts'
import { handlers, type Services } from './handlers.ts'

/** What a router tells the log. */
export type RouterLog = { error(message: string, fields?: Readonly<Record<string, unknown>>): void }

/** Answers one call of the bridge, whatever arrives: always a `Result`, never a rejection. */
export type Router = (name: unknown, input: unknown) => Promise<Result<unknown>>

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(contract, name)
}

/** Looks the call up as an own property of the contract, parses its input, runs its handler. A thrown error is a bug and gets a reference that is in the log. */
export function createRouter(services: Services, log: RouterLog): Router {
  return async (name, input) => {
    if (!isCallName(name)) {
      return failure({ kind: 'invalid-input', issues: [{ field: 'name', code: 'unknown-call', values: {} }] })
    }
    const parsed = contract[name].input.safeParse(input)
    if (!parsed.success) {
      return failure({
        kind: 'invalid-input',
        issues: parsed.error.issues.slice(0, 20).map((issue) => ({ field: issue.path.join('.'), code: issue.code, values: {} })),
      })
    }
    try {
      // The name picks schema and handler from two tables of one contract; the compiler cannot see that they belong together.
      const handler = handlers[name] as (input: unknown, services: Services) => Promise<Result<unknown>> | Result<unknown>
      return await handler(parsed.data, services)
    } catch (error) {
      if (error instanceof AppFailure) return failure(error.error)
      const reference = randomBytes(4).toString('hex')
      log.error(`The call ${name} failed unexpectedly.`, { reference, error })
      return failure({ kind: 'internal', reference })
    }
  }
}
