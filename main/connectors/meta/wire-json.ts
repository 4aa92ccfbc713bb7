/** Values within values deeper than this are not an answer of these APIs. */
const DEEPEST = 64

/** Parses JSON and makes its text well formed; undefined when it is not JSON, or nested beyond reason. */
export function parseWireJson(text: string): unknown {
  try {
    return wellFormed(JSON.parse(text), 0)
  } catch {
    return undefined
  }
}

function wellFormed(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new RangeError('Nested too deeply')
  if (Array.isArray(value)) return value.map((each) => wellFormed(each, depth + 1))
  // Half characters and nulls come back changed from a database, and say nothing.
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wellFormed(each, depth + 1)]))
}
