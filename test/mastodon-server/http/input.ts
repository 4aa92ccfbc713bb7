import { Refusal } from './refusal.ts'

/** A file that came in a multipart body. */
export interface UploadedFile {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type InputValue = string | number | boolean | null | UploadedFile | InputValue[] | { [name: string]: InputValue }
/** What a request says, from its address and its body alike, nested as Rails nests `a[b][]`. */
export interface Input {
  [name: string]: InputValue
}

function isUpload(value: InputValue | undefined): value is UploadedFile {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array
}

function put(into: Input, key: string, value: InputValue): void {
  const path = [...key.matchAll(/([^[\]]+)|\[\]/g)].map((match) => match[1] ?? '')
  let at = into
  path.forEach((part, place) => {
    const isLast = place === path.length - 1
    const next = path[place + 1]
    if (isLast) at[part] = value
    else if (next === '' && place + 2 === path.length) {
      const known = at[part]
      if (Array.isArray(known)) known.push(value)
      else at[part] = [value]
    } else if (next !== '') {
      const known = at[part]
      const child: Input = typeof known === 'object' && known !== null && !Array.isArray(known) && !isUpload(known) ? known : {}
      at[part] = child
      at = child
    }
  })
}

/** Reads `?a=1&b[]=2` and the like. */
export function readPairs(pairs: Iterable<readonly [string, InputValue]>): Input {
  const input: Input = {}
  for (const [key, value] of pairs) {
    const end = key.endsWith('[]') ? key.slice(0, -2) : null
    if (end !== null && !end.includes('[')) {
      const known = input[end]
      if (Array.isArray(known)) known.push(value)
      else input[end] = [value]
    } else put(input, key, value)
  }
  return input
}

/** Reads a body by its content type: JSON, form or multipart. Throws a 400 refusal when it is not what it says. */
export async function readBody(contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<Input> {
  if (bytes.length === 0) return {}
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  try {
    if (type === 'application/json') {
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
      // What JSON.parse gives is exactly InputValue without files.
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : {}
    }
    if (type === 'multipart/form-data') {
      const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
      const pairs: [string, InputValue][] = []
      for (const [key, value] of form.entries()) {
        pairs.push([
          key,
          typeof value === 'string'
            ? value
            : { fileName: value.name, contentType: value.type, bytes: new Uint8Array(await value.arrayBuffer()) },
        ])
      }
      return readPairs(pairs)
    }
    return readPairs(new URLSearchParams(new TextDecoder().decode(bytes)))
  } catch (error) {
    throw new Refusal(400, 'The request could not be read', { error_description: String(error) })
  }
}

/** A text; undefined when it was not said. An empty text is a text. */
export function textOf(input: Input, name: string): string | undefined {
  const value = input[name]
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** Several texts; one alone counts as a list of one. */
export function textsOf(input: Input, name: string): string[] | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  const values = Array.isArray(value) ? value : typeof value === 'object' && !isUpload(value) ? Object.values(value) : [value]
  return values.flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []))
}

/** Yes or no as Rails reads it: everything but `0`, `false`, `f`, `off` and nothing is yes. */
export function flagOf(input: Input, name: string): boolean | undefined {
  const value = input[name]
  if (value === undefined || value === null || value === '') return undefined
  return ![false, 0, '0', 'false', 'f', 'F', 'off', 'FALSE'].includes(value as string)
}

export function numberOf(input: Input, name: string): number | undefined {
  const value = Number(textOf(input, name) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/** Something nested; undefined when it was not said. */
export function partOf(input: Input, name: string): Input | undefined {
  const value = input[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUpload(value) ? value : undefined
}

export function fileOf(input: Input, name: string): UploadedFile | undefined {
  const value = input[name]
  return isUpload(value) ? value : undefined
}
