import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { Clock, HttpPort, Log } from '../../core/ports.ts'
import type { OutgoingMedia } from './outgoing-media.ts'

/** The account a connector works for. */
export type ConnectorAccount = {
  readonly id: string
  readonly authorId: string
  readonly handle: string
  /** Origin of its server. */
  readonly server: string
  readonly authMethod: string
  readonly capabilities: PlatformCapabilities
}

/**
 * The account's secrets (tokens), as one JSON value the connector defines and parses. A refreshed token is written before it is used.
 * `exclusive` runs one at a time per account, so that a token is refreshed once.
 */
export type SessionPort = {
  read(): Promise<unknown>
  write(session: unknown): Promise<void>
  exclusive<T>(work: () => Promise<T>): Promise<T>
}

/** Puts files where a network can fetch them: the person's media host. */
export type PublicMediaPort = {
  /**
   * The address of the file, once anybody can read it there, and the name it is released by. The same file is put once. Rejects with an
   * `AppFailure` that says what is wrong with the host.
   */
  put(media: OutgoingMedia): Promise<{ readonly url: string; readonly name: string }>
  /** The network has its copy, or wants none any more. Never rejects: what cannot be removed now is removed later. */
  release(name: string): Promise<void>
}

/** Everything a call for one account may use. */
export type ConnectorContext = {
  readonly account: ConnectorAccount
  readonly http: HttpPort
  readonly session: SessionPort
  /** For networks that fetch media themselves (`mediaFrom` of the capabilities); null or absent = none is set up. */
  readonly publicMedia?: PublicMediaPort | null
  readonly clock: Clock
  readonly log: Log
  /** The call stops soon after it is aborted, and rejects with the signal's reason. */
  readonly signal: AbortSignal
}

/** What there is before there is an account. `http` is limited per server. */
export type SignInContext = Omit<ConnectorContext, 'account' | 'session'> & {
  /** Values that outlive a sign-in flow and belong to a server rather than an account (app registrations). Secret. */
  readonly serverSecrets: { read(server: string): Promise<unknown>; write(server: string, value: unknown): Promise<void> }
  /** Secrets of one sign-in flow, by key, forgotten when it ends (an OAuth library's own state). */
  readonly flowSecrets: {
    read(key: string): Promise<unknown>
    write(key: string, value: unknown): Promise<void>
    remove(key: string): Promise<void>
  }
}
