import type { ConnectorContext, OutgoingPost, PlatformConnector, ReadBatch, StreamRequest } from '../../main/connectors/connector.ts'
import type { HttpPort } from '../../main/core/ports.ts'

/** One way a connector turns wire into canonical, for the fuzzer. `samples` are real answers, as parsed JSON. */
export type Normaliser = {
  readonly name: string
  readonly samples: readonly unknown[]
  /** Total: whatever comes in, it returns, and what it could not understand it left out. */
  readonly normalise: (wire: unknown) => Partial<ReadBatch>
}

/** What can be made to happen where a connector has a live connection. */
export type LiveWorld = {
  /** Somebody whom the account follows posts something; `edit` is null where posts cannot be edited. */
  readonly post: (text: string) => Promise<{
    readonly postId: string
    readonly edit: ((text: string) => Promise<void>) | null
    readonly remove: () => Promise<void>
  }>
  /** Somebody mentions the account; answers the post's id. */
  readonly mention: (text: string) => Promise<string>
  /** Sends any text to those who listen. */
  readonly say: (text: string) => void
  /** Messages that no server should send. */
  readonly nonsense: readonly string[]
  readonly drop: () => void
  readonly breakOffInside: () => void
  /** Sends one message that is longer than anybody has to take in. */
  readonly sayTooMuch: () => void
  readonly fallSilent: () => void
  /** Answers with this status to whoever wants to listen, until `welcome`. */
  readonly refuse: (status: number) => void
  readonly welcome: () => void
}

/** What a connector brings to the contract suite. */
export type ContractSetup = {
  readonly connector: PlatformConnector
  /** A context on a real server (or the demo's world) for an account that is signed in. The world stands still while a test runs. */
  readonly context: (signal: AbortSignal) => Promise<ConnectorContext> | ConnectorContext
  /**
   * A context whose account looks signed in but whose requests all go to `http`, which fails on purpose.
   * Null for a connector that asks no server.
   */
  readonly withHttp: ((http: HttpPort, signal: AbortSignal) => Promise<ConnectorContext> | ConnectorContext) | null
  readonly normalisers: readonly Normaliser[]
  /** Streams with more than 20 and fewer than about 500 entries, for paging. */
  readonly paged: readonly StreamRequest['stream'][]
  /** The names of the lists and feeds that the account is to be offered. */
  readonly offers: readonly string[]
  /** A hashtag that posts of the world have; null where tags cannot be read. */
  readonly tag: string | null
  /** Null where nothing is told by itself, or not on this server. Silence is noticed within seconds in its contexts. */
  readonly live: LiveWorld | null
  /** Whether the world may be written to. */
  readonly writes: boolean
  /** The smallest post that says this, where the network takes none of text alone; `plainPost` unless said. */
  readonly post?: typeof plainPost
}

/** A small post with nothing special. */
export function plainPost(text: string, createdAt: number): OutgoingPost {
  return {
    text,
    media: [],
    contentWarning: null,
    sensitive: false,
    language: 'en',
    visibility: null,
    poll: null,
    replyTo: null,
    replyRoot: null,
    quote: null,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
    createdAt,
  }
}

export function neverAborted(): AbortSignal {
  return new AbortController().signal
}
