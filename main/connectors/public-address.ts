import { lookup } from 'node:dns'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { Agent, buildConnector, fetch as undiciFetch, type Response as UndiciResponse } from 'undici'
import { HttpFailure } from './http-failure.ts'
import type { LookupFunction } from './http-transport.ts'

// Special-purpose addresses that are not globally reachable (IANA registries, checked 2026-11-20):
// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
const NOT_PUBLIC_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
const NOT_PUBLIC_V6 = [
  // Unspecified, loopback, and IPv4 written the two old ways; `::ffff:0:0/96` is taken apart below.
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  // Teredo, benchmarking, ORCHID: all of the IETF's own block.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const

// Two lists: a BlockList compares IPv4 addresses with IPv6 rules as if they were mapped.
const blocked4 = new BlockList()
for (const [net, prefix] of NOT_PUBLIC_V4) blocked4.addSubnet(net, prefix, 'ipv4')
const blocked6 = new BlockList()
for (const [net, prefix] of NOT_PUBLIC_V6) blocked6.addSubnet(net, prefix, 'ipv6')

/**
 * Whether an IP address (without brackets or zone) is one on the public Internet. IPv4 inside IPv6 (mapped, and NAT64's `64:ff9b::/96`, which
 * is how a network without IPv4 reaches every old server) is judged by the IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked4.check(address, 'ipv4')
  const words = isIP(address) === 6 ? wordsOf(address) : null
  if (words === null) return false
  const [a, b, c, d, e, f, g = 0, h = 0] = words
  const embedded = [g >> 8, g & 255, h >> 8, h & 255].join('.')
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff) return !blocked4.check(embedded, 'ipv4')
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return !blocked4.check(embedded, 'ipv4')
  return !blocked6.check(address, 'ipv6')
}

/** The eight words of an IPv6 address, by way of the URL parser's canonical form. */
function wordsOf(address: string): number[] | null {
  const host = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1)
  if (host === undefined) return null
  const [head = '', tail] = host.split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  const start = parse(head)
  const end = tail === undefined ? [] : parse(tail)
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end]
}

/** As `dns.lookup`, without the addresses that are not public; none left is an error. What is checked is what is connected to. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const open = error === null ? addresses.filter(({ address }) => isPublicAddress(address)) : []
    const [first] = open
    if (first === undefined) callback(error ?? notPublic(hostname), [])
    else if (options.all === true) callback(null, open)
    else callback(null, first.address, first.family)
  })
}

function notPublic(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} is not on the public network`), { code: 'ENOTPUBLIC' })
}

/**
 * An agent that connects to public addresses only, except to hosts (with their port, as in `URL.host`) that `allowPrivateFor` allows.
 * Checked at every connection, on the very address connected to, so that redirects and changing DNS answers do not get around it.
 */
function createGuardedAgent({ allowPrivateFor }: { readonly allowPrivateFor: (host: string) => boolean }): Agent {
  const timeout = 10_000
  const open = buildConnector({ timeout })
  const guarded = buildConnector({ timeout, lookup: publicLookup })
  return new Agent({
    pipelining: 1,
    headersTimeout: 20_000,
    bodyTimeout: 20_000,
    connect: (options, callback) => {
      const host = new URL(`${options.protocol}//${options.hostname}${options.port === '' ? '' : `:${options.port}`}`).host
      const literal = options.hostname.replace(/^\[|\]$/g, '')
      if (allowPrivateFor(host)) open(options, callback)
      // A literal address is never looked up.
      else if (isIP(literal) !== 0 && !isPublicAddress(literal)) callback(notPublic(literal), null)
      else guarded(options, callback)
    },
  })
}

/** GET only; the body is a stream. Rejects, and its body fails, with `HttpFailure`. */
export type GuardedFetch = (
  url: string,
  options?: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal; readonly maxBytes?: number },
) => Promise<Response>

const MAX_REDIRECTS = 5

/**
 * Fetches media and pages of strangers: public addresses only (see `createGuardedAgent`), http and https only, at most 5 redirects and never
 * from https to http, no credentials, and not one byte more than `maxBytes` (50 MB unless said).
 */
export function createGuardedFetch(options: {
  readonly allowPrivateFor: (host: string) => boolean
  readonly userAgent: string
}): GuardedFetch {
  const dispatcher = createGuardedAgent(options)
  return async (address, { headers = {}, signal, maxBytes = 50_000_000 } = {}) => {
    let url = URL.parse(address)
    for (let redirects = 0; ; redirects++) {
      if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') {
        throw new HttpFailure('broken', 'no', url?.origin ?? '', { detail: 'not an address to fetch' })
      }
      const from: URL = url
      let response: UndiciResponse
      try {
        response = await undiciFetch(from, {
          dispatcher,
          redirect: 'manual',
          headers: { ...headers, 'user-agent': options.userAgent },
          ...(signal === undefined ? {} : { signal }),
        })
      } catch (cause) {
        throw failureOf(cause, from.origin, signal)
      }
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
      if (location === null) return capped(response, from, maxBytes, signal)
      await response.body?.cancel()
      url = URL.parse(location, from.href)
      if (redirects >= MAX_REDIRECTS || (from.protocol === 'https:' && url?.protocol === 'http:')) {
        throw new HttpFailure('broken', 'no', from.origin, { detail: 'redirected too often or to http' })
      }
    }
  }
}

function failureOf(error: unknown, server: string, signal: AbortSignal | undefined): HttpFailure {
  if (error instanceof HttpFailure) return error
  if (signal?.aborted === true) return new HttpFailure('aborted', 'no', server, { cause: signal.reason })
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const timedOut = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  return new HttpFailure(timedOut ? 'timeout' : 'unreachable', 'no', server, { cause: error })
}

/** The same answer as the platform's own `Response`, with a body that fails beyond `maxBytes`. */
async function capped(response: UndiciResponse, url: URL, maxBytes: number, signal: AbortSignal | undefined): Promise<Response> {
  const tooLarge = () => new HttpFailure('too-large', 'no', url.origin, { detail: `more than ${maxBytes} bytes` })
  const body = response.body
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel()
    throw tooLarge()
  }
  const reader = body?.getReader() as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined
  let bytes = 0
  const stream =
    reader === undefined
      ? null
      : new ReadableStream<Uint8Array<ArrayBuffer>>({
          async pull(controller) {
            try {
              const { done, value } = await reader.read()
              if (done) {
                controller.close()
                return
              }
              bytes += value.byteLength
              if (bytes > maxBytes) throw tooLarge()
              controller.enqueue(value)
            } catch (error) {
              controller.error(failureOf(error, url.origin, signal))
              await reader.cancel().catch(() => undefined)
            }
          },
          cancel: (reason) => reader.cancel(reason),
        })
  const result = new Response(stream, { status: response.status, statusText: response.statusText, headers: [...response.headers] })
  Object.defineProperty(result, 'url', { value: url.href })
  return result
}
