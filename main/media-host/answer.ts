import { Parser } from 'htmlparser2'

/** What an S3 server says went wrong. */
export type S3Error = {
  readonly code: string
  readonly message: string | null
  /** The region that the bucket is in. */
  readonly region: string | null
  /** The server's clock, epoch ms; only where the caller's is wrong. */
  readonly serverTime: number | null
}

const FIELDS = ['Code', 'Message', 'Region', 'ServerTime'] as const
type Field = (typeof FIELDS)[number]
/** An error is a few hundred bytes; what is much longer is none. */
const LONGEST = 65_536
const LONGEST_FIELD = 1_000

/**
 * Reads `<Error>`; null for everything else, however broken. Total.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (checked 2026-11-27)
 */
export function readS3Error(body: string): S3Error | null {
  const fields: Partial<Record<Field, string>> = {}
  const path: string[] = []
  const parser = new Parser(
    {
      onopentag: (name) => {
        path.push(name)
      },
      onclosetag: () => {
        path.pop()
      },
      ontext: (text) => {
        const field = path.length === 2 && path[0] === 'Error' ? FIELDS.find((one) => one === path[1]) : undefined
        if (field !== undefined) fields[field] = ((fields[field] ?? '') + text).slice(0, LONGEST_FIELD)
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(body.slice(0, LONGEST))
  const code = trimmed(fields.Code)
  if (code === null) return null
  const serverTime = Date.parse(trimmed(fields.ServerTime) ?? '')
  return {
    code,
    message: trimmed(fields.Message),
    region: trimmed(fields.Region),
    serverTime: Number.isNaN(serverTime) ? null : serverTime,
  }
}

function trimmed(text: string | undefined): string | null {
  const value = text?.trim() ?? ''
  return value === '' ? null : value
}
