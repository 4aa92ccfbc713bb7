import type { Variant } from '../variants.ts'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function inBase(value: bigint, alphabet: string, length: number): string {
  let rest = value
  let out = ''
  const base = BigInt(alphabet.length)
  for (let place = 0; place < length; place++) {
    out = (alphabet[Number(rest % base)] ?? '') + out
    rest /= base
  }
  return out
}

/** Makes identifiers the way one kind of server does. */
export interface IdMaker {
  /** An identifier that sorts by the given time (epoch milliseconds). */
  readonly timed: (at: number) => string
  /** An identifier from a plain counter, as databases give to notifications, bookmarks and applications. */
  readonly counted: () => string
}

/**
 * Snowflakes are decimal with 48 bits of milliseconds and 16 of sequence; ULIDs are 26 letters of Crockford's base 32;
 * flakes are 128 bits in base 62, which makes 18 letters. All of them sort by time.
 */
export function createIdMaker(kind: Variant['idKind']): IdMaker {
  const used = new Map<number, number>()
  let counter = 0
  const sequence = (at: number): bigint => {
    const count = (used.get(at) ?? 0) + 1
    used.set(at, count)
    return BigInt(count)
  }
  const makers = {
    snowflake: (at: number) => String((BigInt(at) << 16n) | sequence(at)),
    ulid: (at: number) => inBase(BigInt(at), CROCKFORD, 10) + inBase((sequence(at) << 32n) | 0x2f1d8c3bn, CROCKFORD, 16),
    flake: (at: number) => inBase((BigInt(at) << 64n) | (sequence(at) << 32n) | 0x5b7e91c3n, BASE62, 18),
  } satisfies Record<Variant['idKind'], (at: number) => string>
  const timed = makers[kind]
  return {
    timed: (at) => timed(Math.floor(at)),
    counted: () => (kind === 'ulid' ? timed(1_600_000_000_000 + ++counter) : String(++counter)),
  }
}

/** Negative when `left` is older than `right`; works for every kind of identifier above, and for mixed lengths of decimal ones. */
export function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}
