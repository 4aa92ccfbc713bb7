import { mkdirSync } from 'node:fs'
import { pino } from 'pino'
import { createStream } from 'rotating-file-stream'
import type { Log } from './ports.ts'

/** Names of fields that never reach a log line, wherever they stand. Redaction is at the source: callers pass no secrets; this is the net below. */
const SECRET_FIELDS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'accessJwt',
  'refreshJwt',
  'authorization',
  'cookie',
  'code',
  'secret',
  'clientSecret',
]

const LONG = 2_000

/** Takes out of a text what looks like a credential: bearer tokens, JSON web tokens, query values, user names in addresses. */
export function redact(text: string): string {
  return text
    .replace(/\b(bearer|dpop|basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]')
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[redacted]')
    .replace(/([?&#][\w.-]+)=[^&\s"'#]*/g, '$1=[redacted]')
    .replace(/(https?:\/\/)[^/\s"'@]+@/gi, '$1[redacted]@')
    .replace(/\b[a-z0-9]{4}(-[a-z0-9]{4}){3}\b/gi, '[redacted]')
}

function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value.slice(0, LONG))
  if (value instanceof Error) {
    return {
      name: value.name,
      message: redact(value.message.slice(0, LONG)),
      stack: redact((value.stack ?? '').slice(0, LONG)),
      ...(value.cause === undefined || depth > 3 ? {} : { cause: clean(value.cause, depth + 1) }),
    }
  }
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value
  if (depth > 4) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => clean(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, SECRET_FIELDS.includes(key) ? '[redacted]' : clean(each, depth + 1)]),
  )
}

/** A log and the way to close it and to read its end for "Copy diagnostics". */
export type LogFile = Log & {
  /** The newest lines, oldest first, already redacted. */
  tail(): readonly string[]
  close(): Promise<void>
}

/** Lines kept in memory for diagnostics. */
const TAIL_LINES = 200

/** A log file `chirp.log` in `directory`, rotated at 5 MB, five kept. Lines are JSON; every value is redacted before it is written. */
export function openLog(directory: string): LogFile {
  mkdirSync(directory, { recursive: true })
  const file = createStream('chirp.log', { path: directory, size: '5M', maxFiles: 5 })
  const tail: string[] = []
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => {
        file.write(line)
        tail.push(line.trimEnd())
        if (tail.length > TAIL_LINES) tail.shift()
      },
    },
  )
  // A disk that is full must not end the app.
  file.on('error', () => undefined)
  const at = (level: 'info' | 'warn' | 'error') => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    logger[level](clean(fields ?? {}), redact(message))
  }
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    tail: () => [...tail],
    close: () => new Promise((resolve) => file.end(() => resolve())),
  }
}
