import { randomInt } from 'node:crypto'
import type { Clock } from '../../../../core/ports.ts'

const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz'
/** Tells apart what two processes make in the same microsecond. */
const CLOCK_ID = randomInt(1024)

let last = 0

/**
 * A new record key: 53 bits of microseconds and 10 bits of clock id in sortable base 32 (https://atproto.com/specs/tid). Each is greater than
 * all that this process made before, even when the clock goes back.
 */
export function newTid(clock: Clock): string {
  last = Math.max(clock() * 1000, last + 1)
  let value = BigInt(last) * 1024n + BigInt(CLOCK_ID)
  let text = ''
  for (let place = 0; place < 13; place++) {
    text = (ALPHABET[Number(value % 32n)] ?? '') + text
    value /= 32n
  }
  return text
}
