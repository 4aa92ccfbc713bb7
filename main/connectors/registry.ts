import type { PlatformConnector } from './connector.ts'

/** The connectors there are, by platform. */
export type ConnectorRegistry = {
  /** In the order of the list; with those that are not offered in "Add account". */
  list(): readonly PlatformConnector[]
  /** Null: no connector of that platform (any more); its stored posts stay readable. */
  get(platform: string): PlatformConnector | null
  /** The network's own name, for people; the platform's id where there is no connector. */
  nameOf(platform: string): string
}

/** Throws when two connectors claim one platform. */
export function createRegistry(connectors: readonly PlatformConnector[]): ConnectorRegistry {
  const byPlatform = new Map(connectors.map((connector) => [connector.manifest.platform, connector]))
  if (byPlatform.size !== connectors.length) throw new Error('Two connectors have the same platform')
  return {
    list: () => connectors,
    get: (platform) => byPlatform.get(platform) ?? null,
    nameOf: (platform) => byPlatform.get(platform)?.manifest.name ?? platform,
  }
}
