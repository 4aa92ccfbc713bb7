import { jsonToLex } from '@atproto/api'
import { cidForLex } from '@atproto/lex-cbor'

type LexValue = Parameters<typeof cidForLex>[0]

/**
 * The version (CID) that a record gets in any repository: a hash of its canonical bytes, so that it is known before the record is written.
 * `record` is JSON of the wire. https://atproto.com/specs/data-model and https://atproto.com/specs/repository (checked 2026-11-26)
 */
export async function cidOf(record: Readonly<Record<string, unknown>>): Promise<string> {
  return (await cidForLex(lexOf(record))).toString()
}

/** JSON in the data model: links are CIDs there, and nothing else differs in a post. */
function lexOf(json: unknown): LexValue {
  if (Array.isArray(json)) return json.map(lexOf)
  if (typeof json !== 'object' || json === null) return json as LexValue
  if ('$link' in json) return jsonToLex(json) as LexValue
  // What is undefined is not there on the wire.
  const fields = Object.entries(json).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields.map(([name, value]) => [name, lexOf(value)]))
}
