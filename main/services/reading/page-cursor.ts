import type { AppError } from '../../../shared/errors.ts'

/** A place in a list sorted by time: the time, epoch ms, and the number of the row there. */
export type Place = { readonly at: number; readonly row: number }

/** A place as the contract's `PageCursor`. */
export function toCursor(place: Place): string {
  return `${place.at}.${place.row}`
}

/** The place of a cursor; `first` where there is none, null for one that Chirp did not make. */
export function fromCursor(cursor: string | null, first: Place): Place | null {
  if (cursor === null) return first
  const [, at, row] = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []
  return at === undefined || row === undefined ? null : { at: Number(at), row: Number(row) }
}

export const badCursor: AppError = { kind: 'invalid-input', issues: [{ field: 'cursor', code: 'unknown-cursor', values: {} }] }
