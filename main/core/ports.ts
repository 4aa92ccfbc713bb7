/**
 * What the core needs from the world, as plain interfaces. Both hosts and the tests provide them.
 */

/** Epoch milliseconds, now. */
export type Clock = () => number

/** Secrets by name. Values never reach the database, the log or the renderer. */
export interface SecretStore {
  /** Null when there is none under that name. */
  read(name: string): Promise<string | null>
  write(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
  /** How well the system protects what is kept here, for an honest notice in Settings. */
  readonly protection: 'system-keyring' | 'encrypted-file' | 'plain'
}

/** Called while a request's body is sent: bytes so far, and bytes in all. */
export type OnSent = (bytes: number, total: number) => void

/**
 * Opens a WebSocket with these subprotocols offered. Yields its text messages, whole and in order; leaving the loop or the signal closes it.
 * Rejects with `HttpFailure` where there is no connection, or it is lost or silent, and with `SocketRefusal` where the server did not take it.
 */
export type OpenSocket = (
  url: URL,
  options: { readonly protocols: readonly string[]; readonly signal: AbortSignal },
) => Promise<AsyncIterable<string>>

/** A request as it leaves Chirp: whichever SDK asked, it goes out through here. */
export interface HttpPort {
  /**
   * Like the standard `fetch`, with a User-Agent, a size cap, limits and a redacted log line. Never repeats a request by itself.
   * Rejects with `HttpFailure` (see connectors/http.ts) for everything that is not an HTTP answer.
   */
  readonly fetch: typeof globalThis.fetch
  /** The same way out, which tells how much of a request's body was handed over so far, bytes. Absent where that cannot be told. */
  readonly telling?: (onSent: OnSent) => HttpPort
  /** Absent where there are no lasting connections. */
  readonly openSocket?: OpenSocket
}

/** One line in the log. `fields` are redacted at the source: no header, body, token or post text. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What a host can do for the person on the desktop; the headless host does most of it not at all. */
export interface HostShell {
  /** Shows a system notification; clicking it does `command`, an action of the page, in its window. */
  readonly notify: (notification: { readonly title: string; readonly body: string; readonly command: string }) => void
  /** Whether the machine says it has a network. The core believes "false" and tests "true". */
  readonly isOnline: () => boolean
  /** Asks the person for a folder; null = they want none. Left out where there is nobody to ask. */
  readonly chooseFolder?: (purpose: 'export' | 'backup' | 'restore') => Promise<string | null>
}
