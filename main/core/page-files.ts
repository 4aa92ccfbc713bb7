import { readFile, realpath } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/**
 * What the page may do: run its own scripts, show what its own host gives, talk to its own host. Nothing remote, nothing inline,
 * no string ever becomes HTML or script.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Headers of every answer of either host. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/**
 * A file of the built page as an HTTP answer. `path` is the path of a URL, still encoded; the root is index.html. Anything outside
 * `root`, of an unknown type or missing answers 404. Files with a hash in their name are kept by the browser.
 */
export async function servePageFile(root: string, path: string): Promise<Response> {
  const missing = (): Response => new Response('Not found', { status: 404, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain' } })
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return missing()
  }
  if (decoded.includes('\0')) return missing()
  const file = normalize(join(root, decoded === '/' ? 'index.html' : decoded))
  const type = TYPES[extname(file)]
  if (!file.startsWith(root + sep) || type === undefined) return missing()
  try {
    // Symbolic links out of the folder are not followed either.
    if (!(await realpath(file)).startsWith((await realpath(root)) + sep)) return missing()
    const body = await readFile(file)
    const cache = /-[\w-]{8,}\.\w+$/.test(file) ? 'private, max-age=31536000, immutable' : 'no-cache'
    return new Response(new Uint8Array(body), { headers: { ...SECURITY_HEADERS, 'content-type': type, 'cache-control': cache } })
  } catch {
    return missing()
  }
}
