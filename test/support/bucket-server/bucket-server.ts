import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import S3rver from '@20minutes/s3rver'

/** What the bucket lets happen; may be changed while it runs. */
export type BucketRules = {
  region: string
  /** Below which everybody may read; null = nobody may. */
  publicBelow: string | null
  put: boolean
  delete: boolean
  /** By how much a client's clock may be wrong, ms. */
  clockSlackMs: number
  /** Answers nothing but 503. */
  isDown: boolean
}

export type BucketServer = {
  readonly endpoint: string
  readonly port: number
  readonly bucket: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly rules: BucketRules
  /** Names of the files in it. */
  readonly files: () => readonly string[]
  /** Method and path of every request, in order. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** The pair of keys that the server knows. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const

/**
 * An S3 server with one bucket. The server behind it knows keys and buckets, verifies signatures, and keeps the files. It has neither regions nor
 * permissions, lets everybody read and write, and looks neither at the clock nor at the hash of a body: that is done by a gate before it, as Amazon
 * documents it:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (checked 2026-11-27).
 */
export async function startBucketServer(bucket: string, rules: Partial<BucketRules> = {}): Promise<BucketServer> {
  const directory = mkdtempSync(join(tmpdir(), 'chirp-bucket-'))
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket }] })
  const { port: behind } = await server.run()
  const holds: BucketRules = {
    region: 'us-east-1',
    publicBelow: 'chirp/',
    put: true,
    delete: true,
    clockSlackMs: 15 * 60_000,
    isDown: false,
    ...rules,
  }
  const requests: string[] = []
  const gate = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    void pass(incoming, outgoing, { bucket, rules: holds, behind }).catch(() => outgoing.destroy())
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  const { port } = gate.address() as AddressInfo
  const END = '._S3rver_object'
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    bucket,
    keys: KEYS,
    rules: holds,
    files: () =>
      readdirSync(join(directory, bucket), { recursive: true, encoding: 'utf8' }).flatMap((name) =>
        name.endsWith(END) ? [name.slice(0, -END.length)] : [],
      ),
    requests,
    close: async () => {
      gate.closeAllConnections()
      gate.close()
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

type Gate = { readonly bucket: string; readonly rules: BucketRules; readonly behind: number }

async function pass(incoming: IncomingMessage, outgoing: ServerResponse, gate: Gate): Promise<void> {
  const body = await buffer(incoming)
  const refusal = refuse(incoming, body, gate)
  if (refusal !== null) {
    const { status, code, more = '' } = refusal
    outgoing.writeHead(status, { 'content-type': 'application/xml' })
    outgoing.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message>${more}</Error>`)
    return
  }
  // With the headers as they came: the host's name is part of what is signed.
  const { method, url, rawHeaders } = incoming
  const onward = request({ host: '127.0.0.1', port: gate.behind, method, path: url, headers: rawHeaders })
  onward.end(body)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders)
  answer.pipe(outgoing)
}

type Refusal = { readonly status: number; readonly code: string; readonly more?: string }

function refuse({ method, url = '', headers }: IncomingMessage, body: Buffer, { bucket, rules }: Gate): Refusal | null {
  if (rules.isDown) return { status: 503, code: 'ServiceUnavailable' }
  const denied = { status: 403, code: 'AccessDenied' }
  const { authorization } = headers
  if (authorization === undefined) {
    const isPublic = rules.publicBelow !== null && url.startsWith(`/${bucket}/${rules.publicBelow}`)
    return isPublic && method === 'GET' ? null : denied
  }
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date']))
  const sentAt = at === null ? NaN : Date.parse(`${at[1]}-${at[2]}-${at[3]}T${at[4]}:${at[5]}:${at[6]}Z`)
  if (!(Math.abs(Date.now() - sentAt) <= rules.clockSlackMs)) {
    const now = new Date().toISOString().replace(/\.\d+/, '')
    return { status: 403, code: 'RequestTimeTooSkewed', more: `<ServerTime>${now}</ServerTime>` }
  }
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization)?.[1]
  if (region !== rules.region) return { status: 400, code: 'AuthorizationHeaderMalformed', more: `<Region>${rules.region}</Region>` }
  if ((method === 'PUT' && !rules.put) || (method === 'DELETE' && !rules.delete)) return denied
  const isWhole = headers['x-amz-content-sha256'] === createHash('sha256').update(body).digest('hex')
  return isWhole ? null : { status: 400, code: 'XAmzContentSHA256Mismatch' }
}
