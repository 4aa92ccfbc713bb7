import { AppFailure } from '../../../../shared/errors.ts'

/**
 * The origin a person means by what they typed as their server: `mastodon.social`, `https://mastodon.social/home`, `@user@mastodon.social`,
 * a pasted profile address, with or without stray and invisible characters. Always https, except on this machine itself.
 * Rejects with `invalid-input` for the field `server`.
 */
export function serverOrigin(typed: string): string {
  // White space and characters without a shape (zero-width spaces, marks of direction) come along when an address is copied.
  const text = typed.normalize('NFKC').replace(/[\s\p{Cc}\p{Cf}]/gu, '')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') throw notAServer()
  const rest = scheme === undefined ? text : text.slice(scheme.length + 3)
  const authority = rest.split(/[/?#\\]/)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/\.$/, '')
  const url = URL.parse(`https://${host}`)
  if (!url || host === '' || url.pathname !== '/') throw notAServer()
  if (isLoopback(url.hostname)) return new URL(`${scheme === 'https' ? 'https' : 'http'}://${host}`).origin
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) throw notAServer()
  return url.origin
}

/** The handle in `@user@server`, where that is what was typed; else null. */
export function typedHandle(typed: string): { readonly user: string; readonly domain: string } | null {
  const [, user, domain] = /^@?([^@/:\s]+)@([^@/\s]+)$/.exec(typed.replace(/[\s\p{Cc}\p{Cf}]/gu, '')) ?? []
  return user === undefined || domain === undefined ? null : { user, domain }
}

/** Whether a host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function notAServer(): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field: 'server', code: 'not-a-server', values: {} }] })
}
