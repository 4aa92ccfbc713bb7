/** Punycode, RFC 3492: the encoder, as far as counting needs it. */

const base = 36
const tMin = 1
const tMax = 26
const skew = 38
const damp = 700
const initialBias = 72
const initialCodePoint = 128

/** No label that long can be valid, and the algorithm is quadratic: longer ones are not encoded. */
const longestLabel = 256

/** How many characters a label takes in Punycode (without `xn--`); null for a label that is all ASCII and needs none. */
export function punycodeLength(label: string): number | null {
  if (/^[\0-\x7f]*$/.test(label)) return null
  if (label.length > longestLabel) return Number.POSITIVE_INFINITY
  const codePoints = Array.from(label.toLowerCase().normalize('NFC'), (character) => character.codePointAt(0) ?? 0)
  const basic = codePoints.filter((codePoint) => codePoint < initialCodePoint).length
  let length = basic > 0 ? basic + 1 : 0
  let handled = basic
  let current = initialCodePoint
  let delta = 0
  let bias = initialBias
  while (handled < codePoints.length) {
    const next = Math.min(...codePoints.filter((codePoint) => codePoint >= current))
    delta += (next - current) * (handled + 1)
    for (const codePoint of codePoints) {
      if (codePoint < next) delta += 1
      if (codePoint !== next) continue
      length += digits(delta, bias)
      bias = adapt(delta, handled + 1, handled === basic)
      delta = 0
      handled += 1
    }
    delta += 1
    current = next + 1
  }
  return length
}

/** How many digits a delta takes as a generalised variable-length integer. */
function digits(delta: number, bias: number): number {
  let count = 1
  let rest = delta
  for (let weight = base; ; weight += base) {
    const threshold = Math.min(tMax, Math.max(tMin, weight - bias))
    if (rest < threshold) return count
    rest = Math.floor((rest - threshold) / (base - threshold))
    count += 1
  }
}

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : Math.floor(delta / 2)
  rest += Math.floor(rest / points)
  let bias = 0
  while (rest > Math.floor(((base - tMin) * tMax) / 2)) {
    rest = Math.floor(rest / (base - tMin))
    bias += base
  }
  return bias + Math.floor(((base - tMin + 1) * rest) / (rest + skew))
}

/** The text that a label without its `xn--` stands for; null when it stands for none. */
export function decodePunycode(encoded: string): string | null {
  if (encoded.length > longestLabel || !/^[a-z0-9-]*$/i.test(encoded)) return null
  const basicEnd = Math.max(0, encoded.lastIndexOf('-'))
  const codePoints = Array.from(encoded.slice(0, basicEnd), (character) => character.codePointAt(0) ?? 0)
  let at = basicEnd > 0 ? basicEnd + 1 : 0
  let current = initialCodePoint
  let bias = initialBias
  let index = 0
  while (at < encoded.length) {
    const before = index
    for (let weight = base, factor = 1; ; weight += base) {
      const digit = digitOf(encoded.charCodeAt(at))
      at += 1
      if (Number.isNaN(digit)) return null
      index += digit * factor
      const threshold = Math.min(tMax, Math.max(tMin, weight - bias))
      if (digit < threshold) break
      factor *= base - threshold
    }
    const length = codePoints.length + 1
    bias = adapt(index - before, length, before === 0)
    current += Math.floor(index / length)
    index %= length
    if (current > 0x10ffff) return null
    codePoints.splice(index, 0, current)
    index += 1
  }
  return String.fromCodePoint(...codePoints)
}

/** `a` to `z` are 0 to 25, `0` to `9` are 26 to 35; NaN past the end of the label. */
function digitOf(unit: number): number {
  if (Number.isNaN(unit)) return unit
  return unit < 0x3a ? unit - 0x30 + 26 : (unit | 0x20) - 0x61
}
