import type { ConnectorManifest } from '../connector.ts'
import { appSetup } from './app-setup.ts'
import { threadsCapabilities } from './capabilities.ts'
import { rateRules } from './rate-rules.ts'

/** Threads, as data. */
export const manifest: ConnectorManifest = {
  platform: 'threads',
  name: 'Threads',
  letter: 't',
  summary: 'Threads by Meta: your own posts, and what others answer to them, with an app of your own.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [
        { name: 'clientId', secret: false, required: true, initial: '', placeholder: '990602627938098' },
        { name: 'clientSecret', secret: true, required: true, initial: '', placeholder: '' },
        { name: 'redirectUri', secret: false, required: true, initial: '', placeholder: 'https://example.com/chirp' },
      ],
      // Threads takes no redirect address without https, so no listener on this computer can have one.
      pasteCode: true,
      pasteOnly: true,
      setup: appSetup,
    },
  ],
  capabilities: threadsCapabilities,
  rateRules,
  // Its headers tell shares of limits in JSON (`meta/usage.ts`).
  rateHeaders: null,
  // Notifications are some twenty requests a time, of which there are 48,000 a day.
  pollMs: { home: 5 * 60_000, notifications: 5 * 60_000 },
  listed: true,
}
