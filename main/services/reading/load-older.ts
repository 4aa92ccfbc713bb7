import { assertNever, failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { AccountState } from '../../../shared/model/account.ts'
import type { StreamName } from '../../sync/store-page.ts'
import type { StreamReader } from '../../sync/stream-reader.ts'

/**
 * Asks the networks of these accounts for what is older than what is stored, all at once. One that fails holds nobody back: the answer
 * is a failure only where every one of them failed.
 */
export async function loadOlderStreams(
  reader: Pick<StreamReader, 'readOlder'>,
  stream: StreamName,
  accountIds: readonly string[],
): Promise<Result<{ added: number; exhausted: boolean }>> {
  const results = await Promise.all(accountIds.map((accountId) => reader.readOlder(accountId, stream)))
  const runs = results.flatMap((result) => (result.ok ? [result.value] : []))
  const failed = results.find((result) => !result.ok)
  if (runs.length === 0 && failed !== undefined) return failed
  return success({
    added: runs.reduce((sum, run) => sum + run.added, 0),
    exhausted: failed === undefined && runs.every((run) => run.exhausted),
  })
}

/** Why none of these accounts can be asked now, as the first of them says; success where the person wants it so (paused, or no account). */
export function cannotAsk(states: readonly AccountState[]): Result<{ added: number; exhausted: boolean }> {
  const errors = states.flatMap((state): AppError[] => {
    switch (state.kind) {
      case 'unavailable':
      case 'needs-sign-in':
        return [state.error]
      case 'rate-limited':
        return [{ kind: 'rate-limit-exceeded', retryAt: state.until, message: null }]
      case 'connected':
      case 'paused':
        return []
      default:
        return assertNever(state)
    }
  })
  return errors[0] === undefined ? success({ added: 0, exhausted: true }) : failure(errors[0])
}
