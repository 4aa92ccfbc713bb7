import { AppFailure, type AppError } from '../../../shared/errors.ts'

const reasons: Readonly<Record<string, 'full' | 'read-only'>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
}

/** What the person is told of a failure while files were read or written. A bug is none: it is thrown again. */
export function fileFailure(cause: unknown): AppError {
  if (cause instanceof AppFailure) return cause.error
  const code = codeOf(cause)
  // System errors, and those of SQLite about a file.
  if (code !== null && /^(E[A-Z]+|SQLITE_(FULL|IOERR|CANTOPEN|READONLY))/.test(code)) {
    return { kind: 'storage-unavailable', reason: reasons[code] ?? (code === 'SQLITE_FULL' ? 'full' : 'failed') }
  }
  throw cause
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/** Whether a file is not there. */
export function isMissing(cause: unknown): boolean {
  return codeOf(cause) === 'ENOENT'
}
