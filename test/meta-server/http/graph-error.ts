/** An answer that is a refusal, thrown from anywhere while a request is handled: Graph's error object and its status. */
export class GraphRefusal extends Error {
  readonly status: number
  readonly body: { readonly error: Readonly<Record<string, unknown>> }

  constructor(status: number, error: Readonly<Record<string, unknown>>) {
    super(`${String(status)} ${JSON.stringify(error)}`)
    this.status = status
    this.body = { error }
  }
}

/**
 * Graph's error object. Source: developers.facebook.com/docs/graph-api/guides/error-handling, read 2026-11-27. The page names codes and no
 * statuses: these are what others have seen, so nobody should rely on them.
 */
export function graphError(
  status: number,
  code: number,
  message: string,
  more: { readonly subcode?: number; readonly type?: string; readonly isTransient?: boolean } = {},
): GraphRefusal {
  return new GraphRefusal(status, {
    message,
    type: more.type ?? 'OAuthException',
    code,
    ...(more.subcode === undefined ? {} : { error_subcode: more.subcode }),
    ...(more.isTransient === undefined ? {} : { is_transient: more.isTransient }),
    fbtrace_id: 'A1b2C3d4E5f6G7h8I9j0',
  })
}

export function missing(id: string): GraphRefusal {
  return graphError(
    400,
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions`,
    {
      subcode: 33,
      type: 'GraphMethodException',
    },
  )
}

export function badParameter(what: string): GraphRefusal {
  return graphError(400, 100, `(#100) ${what}`)
}

/** Source: the page above: 463 is a token whose time is over, 460 and others one that was taken back. */
export function badToken(why: 'expired' | 'revoked' | 'malformed'): GraphRefusal {
  if (why === 'expired') return graphError(401, 190, 'Error validating access token: Session has expired.', { subcode: 463 })
  if (why === 'revoked') return graphError(401, 190, 'Error validating access token: The session has been invalidated.', { subcode: 460 })
  return graphError(401, 190, 'Invalid OAuth access token - Cannot parse access token')
}

export function noPermission(name: string): GraphRefusal {
  return graphError(403, 10, `(#10) Application does not have permission for this action: ${name}`)
}
