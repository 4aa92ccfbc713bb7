import { blueskyConnector } from './bluesky/connector.ts'
import type { PlatformConnector } from './connector.ts'
import { demoConnectors } from './demo/connector.ts'
import { facebookConnector } from './facebook/connector.ts'
import { instagramConnector } from './instagram/connector.ts'
import { mastodonConnector } from './mastodon/connector.ts'
import { threadsConnector } from './threads/connector.ts'
import { xConnector } from './x/connector.ts'

/** Every connector there is, in the order "Add account" shows them. A new network is one line here. */
export const connectors: readonly PlatformConnector[] = [
  blueskyConnector,
  mastodonConnector,
  threadsConnector,
  instagramConnector,
  facebookConnector,
  xConnector,
  ...demoConnectors,
]
