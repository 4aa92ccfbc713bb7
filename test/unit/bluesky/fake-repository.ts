import { createBlueskyConnector } from '../../../main/connectors/bluesky/connector.ts'
import { blueskyCapabilities } from '../../../main/connectors/bluesky/capabilities.ts'
import { memorySession } from '../../../main/connectors/bluesky/sign-in/session.ts'
import type { ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'

export const bluesky: PlatformConnector = createBlueskyConnector({ plcUrl: 'https://plc.test' })

export const ANN = 'did:plc:ann'

/** A request as a server sees it: the method of its API, and the body where it is JSON. */
export type Asked = { readonly method: string; readonly body: unknown }

type Write = { readonly $type: string; readonly collection: string; readonly rkey: string }

/**
 * A server with one repository, as far as deleting goes, that answers as the reference server does: deleting what is not there succeeds by itself and
 * brings down a batch (500). `lose` makes it do what it is asked and lose the answer.
 */
export class FakeRepository {
  /** Addresses of records that are there. */
  readonly records = new Set<string>()
  readonly asked: Asked[] = []
  lose: string | null = null

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
    session: memorySession({
      kind: 'password',
      did: ANN,
      handle: 'ann.test',
      service: 'https://pds.test',
      pds: 'https://pds.test',
      accessJwt: token(),
      refreshJwt: 'refresh',
    }),
    clock: () => 0,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    signal: new AbortController().signal,
  }

  /** What was asked that changes something. */
  writes(): readonly string[] {
    return this.asked.map(({ method }) => method).filter((method) => !method.endsWith('getRecord'))
  }

  async #fetch(url: URL, init: RequestInit | undefined): Promise<Response> {
    const method = url.pathname.replace('/xrpc/', '')
    const body: unknown = init?.body == null ? null : JSON.parse(await new Response(init.body).text())
    this.asked.push({ method, body })
    const answer = this.#answer(method, url.searchParams, body)
    if (this.lose !== method) return answer
    this.lose = null
    return Response.json({ error: 'UpstreamTimeout', message: 'Gateway timeout' }, { status: 504 })
  }

  #answer(method: string, query: URLSearchParams, body: unknown): Response {
    switch (method) {
      case 'com.atproto.repo.getRecord': {
        const uri = `at://${query.get('repo')}/${query.get('collection')}/${query.get('rkey')}`
        return this.records.has(uri)
          ? Response.json({ uri, cid: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a', value: {} })
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

/** An access token that does not run out: only its middle part is read. */
function token(): string {
  return `e30.${Buffer.from(JSON.stringify({ exp: 4_000_000_000 })).toString('base64url')}.signature`
}
