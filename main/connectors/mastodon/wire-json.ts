/** Values within values deeper than this are not an answer of this API. */
const DEEPEST = 64

/** Keys repeat in every post; turning each once is enough. Bounded, since a server can invent keys. */
const knownKeys = new Map<string, string>()
const MOST_KNOWN_KEYS = 2_000

/** Parses JSON, turns its keys into masto's camelCase and makes its text well formed; undefined when it is not JSON, or nested beyond reason. */
export function parseWireJson(text: string): unknown {
  try {
    return withCamelKeys(JSON.parse(text), 0)
  } catch {
    return undefined
  }
}

function withCamelKeys(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new RangeError('Nested too deeply')
  if (Array.isArray(value)) return value.map((each) => withCamelKeys(each, depth + 1))
  // Half characters and nulls come back changed from a database, and say nothing.
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [camelKey(key), withCamelKeys(each, depth + 1)]))
}

function camelKey(key: string): string {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  const turned = key.replace(/(?<=[^_])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  if (knownKeys.size < MOST_KNOWN_KEYS) knownKeys.set(key, turned)
  return turned
}
