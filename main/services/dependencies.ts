import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import type { ConnectorContext, PlatformConnector } from '../connectors/connector.ts'

/** A connector and what it needs to work for one account. */
export type AccountConnection = { readonly connector: PlatformConnector; readonly context: ConnectorContext }

/** The way from an account or a platform to its connector; made by the core. */
export type ConnectorLookup = {
  /** Null for an account that is not there (any more) or whose platform has no connector. Without a signal the call ends with the app. */
  readonly contextFor: (accountId: string, signal?: AbortSignal) => AccountConnection | null
  /** The network's own name; the platform's id where there is no connector for it. */
  readonly platformName: (platform: string) => string
  /** What an account of this platform can do before its server was asked; null where there is no connector. */
  readonly capabilitiesOf: (platform: string) => PlatformCapabilities | null
}

/** Turns a remote media address into one on the renderer's own host. */
export type MediaAddress = (url: string) => string
