type Tagged = Readonly<Record<string, unknown>>

/** Turns values into text and back, as a structured clone would carry them. */
export type Codec = { readonly pack: (value: unknown) => string; readonly unpack: (text: string) => unknown }

/**
 * One source for three places: Node, the page's world and the preload script's (it is sent there as text, so it uses nothing from around
 * it). A tagged JSON for what a structured clone carries; throws for what it refuses.
 */
export function makeCodec(): Codec {
  const pack = (value: unknown): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: Object.is(value, -0) ? '-0' : String(value) }
    if (value === undefined) return { $u: 1 }
    if (typeof value === 'bigint') return { $b: String(value) }
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.')
    if (Array.isArray(value)) return value.map(pack)
    if (value instanceof Date) return { $d: value.getTime() }
    if (value instanceof Map) return { $m: [...value].map(([key, each]) => [pack(key), pack(each)]) }
    if (value instanceof Set) return { $s: [...value].map(pack) }
    if (value instanceof Error) return { $e: [value.name, value.message] }
    if (ArrayBuffer.isView(value)) {
      let text = ''
      for (const byte of new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) text += String.fromCharCode(byte)
      return { $y: btoa(text) }
    }
    return { $o: Object.entries(value).map(([key, each]) => [key, pack(each)]) }
  }
  const unpack = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(unpack)
    // Only `pack` above makes these.
    const tagged = value as Tagged
    const pairs = (list: unknown): [unknown, unknown][] => (list as [unknown, unknown][]).map(([key, each]) => [unpack(key), unpack(each)])
    if ('$o' in tagged) return Object.fromEntries(pairs(tagged['$o']) as [string, unknown][])
    if ('$u' in tagged) return undefined
    if ('$n' in tagged) return Number(tagged['$n'])
    if ('$b' in tagged) return BigInt(tagged['$b'] as string)
    if ('$d' in tagged) return new Date(tagged['$d'] as number)
    if ('$m' in tagged) return new Map(pairs(tagged['$m']))
    if ('$s' in tagged) return new Set((tagged['$s'] as unknown[]).map(unpack))
    if ('$e' in tagged) {
      const [name, message] = tagged['$e'] as [string, string]
      return Object.assign(new Error(message), { name })
    }
    return Uint8Array.from(atob(tagged['$y'] as string), (character) => character.charCodeAt(0))
  }
  return { pack: (value) => JSON.stringify(pack(value)), unpack: (text) => unpack(JSON.parse(text)) }
}
