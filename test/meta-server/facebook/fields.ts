import { badParameter } from '../http/graph-error.ts'

/** What is wanted of an object: each field with its modifiers (`limit(0)`, `summary(true)`), and what is wanted of what it refers to. */
export interface WantedField {
  readonly name: string
  readonly modifiers: ReadonlyMap<string, string>
  readonly inner: readonly WantedField[] | null
}

/** Reads Graph's field expansion. Source: developers.facebook.com/docs/graph-api/guides/field-expansion, read 2026-11-27. */
export function readFields(text: string): WantedField[] {
  let at = 0
  const list = (): WantedField[] => {
    const fields: WantedField[] = []
    while (at < text.length && text[at] !== '}') {
      const name = take(/[a-z_]+/y)
      const modifiers = new Map<string, string>()
      while (text[at] === '.') {
        at++
        const modifier = take(/[a-z_]+/y)
        const value = take(/\(([^)]*)\)/y)
        modifiers.set(modifier, value.slice(1, -1))
      }
      let inner: WantedField[] | null = null
      if (text[at] === '{') {
        at++
        inner = list()
        if (text[at] !== '}') throw badParameter('Syntax error "Expected end of string" in fields')
        at++
      }
      fields.push({ name, modifiers, inner })
      if (text[at] === ',') at++
      else break
    }
    return fields
  }
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) throw badParameter(`Syntax error at character ${String(at)} of fields`)
    at += found.length
    return found
  }
  const fields = list()
  if (at !== text.length) throw badParameter(`Syntax error at character ${String(at)} of fields`)
  return fields
}

/** Of an object with every field it has, those that are wanted; `id` always. A field that there is not is refused, as Graph does. */
export function pick(
  fields: readonly WantedField[],
  known: Readonly<Record<string, (field: WantedField) => unknown>>,
): Record<string, unknown> {
  const unknown = fields.find(({ name }) => !(name in known))
  if (unknown !== undefined) throw badParameter(`Tried accessing nonexisting field (${unknown.name})`)
  const wanted = fields.some(({ name }) => name === 'id')
    ? fields
    : [{ name: 'id', modifiers: new Map<string, string>(), inner: null }, ...fields]
  return Object.fromEntries(
    wanted.flatMap((field) => {
      const value = known[field.name]?.(field)
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}
