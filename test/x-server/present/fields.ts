/** The members that were asked for and are there. */
export function pick(whole: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => fields.includes(name) && value !== undefined))
}

/** A list of a query parameter, by commas. */
export function listOf(query: URLSearchParams, name: string): string[] {
  const value = query.get(name) ?? ''
  return value === '' ? [] : value.split(',')
}
