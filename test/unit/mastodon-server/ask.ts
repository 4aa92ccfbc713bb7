import type { MastodonTestServer } from '../../mastodon-server/server.ts'

/** What came back; `json` is null when the body was something else. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

/** Asks a server as `token`; a body that is a plain object goes as JSON. */
export async function ask(
  server: Pick<MastodonTestServer, 'url'>,
  token: string | null,
  method: string,
  path: string,
  body?: FormData | URLSearchParams | Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const isPlain = body !== undefined && !(body instanceof FormData) && !(body instanceof URLSearchParams)
  const response = await fetch(path.startsWith('http') ? path : server.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(isPlain ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isPlain ? JSON.stringify(body) : body }),
  })
  const text = await response.text()
  let json: unknown = null
  try {
    json = JSON.parse(text)
  } catch {
    json = null
  }
  return { status: response.status, headers: response.headers, text, json }
}

/** The `id`s of a list. */
export function idsOf(reply: Reply): string[] {
  return (reply.json as readonly { readonly id: string }[]).map((one) => one.id)
}

/** One member of an object that was answered. */
export function member(reply: Reply, name: string): unknown {
  return (reply.json as Readonly<Record<string, unknown>>)[name]
}

/** The address of a relation in a Link header, or null. */
export function linkOf(reply: Reply, relation: 'next' | 'prev'): string | null {
  return new RegExp(`<([^>]+)>; rel="${relation}"`).exec(reply.headers.get('link') ?? '')?.[1] ?? null
}
