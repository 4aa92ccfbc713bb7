import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { HttpPort } from '../../../core/ports.ts'

/** Characters that are invisible or turn the writing direction; apps put them around handles that are copied from them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\s]/gu

/** Whether an origin is on this machine: the only place where unencrypted connections are allowed. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]'
}

/**
 * The origin a person means by what they typed: with or without scheme, path or spaces. `http:` only for this machine.
 * Rejects with `invalid-input` on field `server`.
 */
export function serverOrigin(typed: string): string {
  const cleaned = typed.replace(INVISIBLE, '')
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(cleaned)
  const bare = URL.parse(hasScheme ? cleaned : `https://${cleaned}`)
  const url = bare !== null && !hasScheme && isLoopback(bare) ? URL.parse(`http://${cleaned}`) : bare
  const usable =
    url !== null &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) &&
    (url.hostname.includes('.') || isLoopback(url))
  if (!usable || url.username !== '' || url.password !== '') throw invalid('server', cleaned === '' ? 'required' : 'server-invalid')
  return url.origin
}

/**
 * What the person signs in as, as `createSession` takes it: a handle without `@` and in lower case, a DID, or an e-mail address. The address
 * of a profile page is understood too. A single name gets the server's own domain (`.bsky.social`) where it has one. Rejects with `invalid-input`.
 */
export function accountIdentifier(typed: string, domains: readonly string[]): string {
  const cleaned = typed.replace(INVISIBLE, '')
  const named = (/^https?:\/\/[^/]+\/profile\/([^/?#]+)/i.exec(cleaned)?.[1] ?? cleaned).replace(/^[@＠]/, '')
  if (named === '') throw invalid('handle', 'required')
  if (/^did:[a-z]+:[a-zA-Z0-9._:%-]+$/.test(named)) return named
  if (/^[^@]+@[^@]+\.[^@]+$/.test(named)) return named
  const handle = named.toLowerCase()
  const domain = domains.find((candidate) => /^\.[a-z0-9.-]+$/.test(candidate))
  if (/^[a-z0-9][a-z0-9-]*$/.test(handle) && domain !== undefined) return handle + domain
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(handle) || handle.length > 253)
    throw invalid('handle', 'handle-invalid')
  return handle
}

function invalid(field: 'server' | 'handle', code: string): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: {} }] })
}

const DidDocument = z.object({
  id: z.string(),
  service: z.array(z.unknown()).catch([]),
})
const Service = z.object({ id: z.string(), type: z.literal('AtprotoPersonalDataServer'), serviceEndpoint: z.string() })

/**
 * Origin of the server that holds a repository, from its DID document (https://atproto.com/specs/did#did-documents). Null: the document names
 * none that may be used; plain http only where `allowHttp`.
 */
export function pdsOf(document: unknown, did: string, allowHttp: boolean): string | null {
  const parsed = DidDocument.safeParse(document)
  if (!parsed.success || parsed.data.id !== did) return null
  for (const candidate of parsed.data.service) {
    const service = Service.safeParse(candidate)
    if (!service.success || !(service.data.id === '#atproto_pds' || service.data.id === `${did}#atproto_pds`)) continue
    const url = URL.parse(service.data.serviceEndpoint)
    if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp && isLoopback(url)))) continue
    return url.origin
  }
  return null
}

/**
 * Fetches a DID's document: from the PLC directory, or from the domain itself (did:web). Rejects with `post-not-found` when there is none.
 */
export async function fetchDidDocument(http: HttpPort, did: string, plcUrl: string, signal: AbortSignal): Promise<unknown> {
  const response = await http.fetch(didDocumentUrl(did, plcUrl), {
    signal,
    headers: { accept: 'application/did+ld+json, application/json' },
  })
  if (!response.ok) throw new AppFailure({ kind: 'post-not-found', message: null })
  return response.json()
}

function didDocumentUrl(did: string, plcUrl: string): string {
  if (/^did:plc:[a-z2-7]{24}$/.test(did)) return `${plcUrl}/${did}`
  // Ports, paths and addresses are not allowed for accounts; a name without a dot would be one on the reader's own network.
  const host = /^did:web:((?:[a-z0-9-]+\.)+[a-z]{2,})$/.exec(did)?.[1]
  if (host !== undefined) return `https://${host}/.well-known/did.json`
  throw new AppFailure({ kind: 'post-not-found', message: null })
}
