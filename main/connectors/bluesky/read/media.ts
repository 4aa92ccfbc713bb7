import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext } from '../../connector.ts'
import { fetchDidDocument, isLoopback, pdsOf } from '../sign-in/identity.ts'

/** How long an account is believed to stay on its server. */
const SERVER_TTL_MS = 60 * 60_000
const MAX_SERVERS = 5_000

type Context = Pick<ConnectorContext, 'http' | 'clock' | 'signal'>

/**
 * Turns Chirp's address of a blob (`at-blob:<did>/<cid>`) into the one at its author's server, which the author's DID document names.
 * Rejects with `post-not-found` when there is no such server.
 */
export function createMediaResolver(plcUrl: string): (context: Context, address: string) => Promise<string> {
  const servers = new Map<string, { readonly server: string; readonly until: number }>()

  const serverOf = async (context: Context, did: string): Promise<string> => {
    const known = servers.get(did)
    if (known !== undefined && known.until > context.clock()) return known.server
    const document = await fetchDidDocument(context.http, did, plcUrl, context.signal)
    // A directory on this machine is a development network, whose servers are here too.
    const server = pdsOf(document, did, isLoopback(new URL(plcUrl)))
    if (server === null) throw notFound()
    if (servers.size >= MAX_SERVERS) servers.clear()
    servers.set(did, { server, until: context.clock() + SERVER_TTL_MS })
    return server
  }

  return async (context, address) => {
    const [, did, cid] = /^at-blob:(did:[a-z]+:[a-zA-Z0-9._:%-]+)\/([a-zA-Z0-9]+)$/.exec(address) ?? []
    if (did === undefined || cid === undefined) throw notFound()
    const url = new URL('/xrpc/com.atproto.sync.getBlob', await serverOf(context, did))
    url.search = new URLSearchParams({ did, cid }).toString()
    return url.href
  }
}

function notFound(): AppFailure {
  return new AppFailure({ kind: 'post-not-found', message: null })
}
