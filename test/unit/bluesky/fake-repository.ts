import { createBlueskyConnector } from '../../../main/connectors/bluesky/connector.ts'
import { blueskyCapabilities } from '../../../main/connectors/bluesky/capabilities.ts'
import { memorySession } from '../kit/memory-session.ts'
import type { ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'

export const bluesky: PlatformConnector = createBlueskyConnector({ plcUrl: 'https://plc.test' })

export const ANN = 'did:plc:ann'

const CID = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'

/** A request as a server sees it: the method of its API, and the body where it is JSON. */
export type Asked = { readonly method: string; readonly body: unknown }

type Write = { readonly $type?: string; readonly collection: string; readonly rkey: string; readonly record?: unknown }

/**
 * A server with one repository, as far as posting and deleting go, that answers as the reference server does: deleting what is not there succeeds
 * by itself and brings down a batch (500). `lose` makes it do what it is asked and lose the answer to a gateway that gave up (504).
 */
export class FakeRepository {
  /** Records by their address. */
  readonly records = new Map<string, unknown>()
  /** Sizes of the blobs that were uploaded, in order. */
  readonly blobs: number[] = []
  readonly asked: Asked[] = []
  lose: string | null = null
  now = 0
  /** Answers methods in the place of the repository. */
  readonly instead = new Map<string, (init: RequestInit | undefined) => Response | Promise<Response>>()
  readonly session = memorySession({
    kind: 'password',
    did: ANN,
    handle: 'ann.test',
    service: 'https://pds.test',
    pds: 'https://pds.test',
    accessJwt: token(),
    refreshJwt: 'refresh',
  })

  readonly context: ConnectorContext = {
    account: {
      id: 'acc_ann',
      authorId: ANN,
      handle: 'ann.test',
      server: 'https://pds.test',
      authMethod: 'app-password',
      capabilities: blueskyCapabilities,
    },
    http: { fetch: (input, init) => this.#fetch(new URL(input instanceof Request ? input.url : input), init) },
    session: this.session,
    clock: () => this.now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    signal: new AbortController().signal,
  }

  /** What was asked that changes something. */
  writes(): readonly string[] {
    return this.asked.map(({ method }) => method).filter((method) => !method.endsWith('getRecord'))
  }

  async #fetch(url: URL, init: RequestInit | undefined): Promise<Response> {
    const method = url.pathname.replace('/xrpc/', '')
    const sent = init?.body == null ? new Uint8Array() : new Uint8Array(await new Response(init.body).arrayBuffer())
    const isJson = new Headers(init?.headers).get('content-type')?.startsWith('application/json') === true
    const body: unknown = isJson ? JSON.parse(new TextDecoder().decode(sent)) : null
    this.asked.push({ method, body })
    const instead = this.instead.get(method)
    if (instead !== undefined) return instead(init)
    const answer = this.#answer(method, url.searchParams, body, sent)
    if (this.lose !== method) return answer
    this.lose = null
    return Response.json({ error: 'UpstreamTimeout', message: 'Gateway timeout' }, { status: 504 })
  }

  #answer(method: string, query: URLSearchParams, body: unknown, sent: Uint8Array): Response {
    switch (method) {
      case 'app.bsky.actor.getPreferences':
        return Response.json({ preferences: [] })
      case 'com.atproto.repo.uploadBlob':
        this.blobs.push(sent.byteLength)
        return Response.json({ blob: { $type: 'blob', ref: { $link: CID }, mimeType: 'image/jpeg', size: sent.byteLength } })
      case 'com.atproto.repo.createRecord': {
        const uri = addressOf(body as Write)
        if (this.records.has(uri)) return Response.json({ error: 'InternalServerError', message: 'Internal Server Error' }, { status: 500 })
        this.records.set(uri, (body as Write).record)
        return Response.json({ uri, cid: CID })
      }
      case 'com.atproto.repo.getRecord': {
        const uri = `at://${query.get('repo')}/${query.get('collection')}/${query.get('rkey')}`
        return this.records.has(uri)
          ? Response.json({ uri, cid: CID, value: this.records.get(uri) })
          : Response.json({ error: 'RecordNotFound', message: `Could not locate record: ${uri}` }, { status: 400 })
      }
      case 'com.atproto.repo.deleteRecord':
        this.records.delete(addressOf(body as Write))
        return Response.json({})
      case 'com.atproto.repo.applyWrites': {
        const { writes } = body as { readonly writes: readonly Write[] }
        if (!writes.every((write) => write.$type === `${method}#delete` && this.records.has(addressOf(write)))) {
          return Response.json({ error: 'InternalServerError', message: 'Internal Server Error' }, { status: 500 })
        }
        for (const write of writes) this.records.delete(addressOf(write))
        return Response.json({ results: writes.map(() => ({ $type: `${method}#deleteResult` })) })
      }
      default:
        return Response.json({ error: 'MethodNotImplemented', message: method }, { status: 501 })
    }
  }
}

function addressOf({ collection, rkey }: Write): string {
  return `at://${ANN}/${collection}/${rkey}`
}

/** An access token that ends at a time (epoch seconds): only its middle part is read. */
export function token(exp = 4_000_000_000): string {
  return `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.signature`
}
