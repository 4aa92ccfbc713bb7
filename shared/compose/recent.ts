/** What was worked out for a key of late, or else what `make` says now. */
export type Recent<Value> = (key: string, make: () => Value) => Value

/** Remembers what was worked out for the keys asked for last: at least the last `size` of them, at most twice as many. */
export function recent<Value extends object | string | number>(size: number): Recent<Value> {
  let newer = new Map<string, Value>()
  let older = new Map<string, Value>()
  return (key, make) => {
    const known = newer.get(key)
    if (known !== undefined) return known
    const value = older.get(key) ?? make()
    if (newer.size >= size) {
      older = newer
      newer = new Map()
    }
    newer.set(key, value)
    return value
  }
}
