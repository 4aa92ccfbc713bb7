import type { ConnectorManifest } from '../connector.ts'
import { appSetup } from './app-setup.ts'
import { instagramCapabilities } from './capabilities.ts'
import { rateRules } from './rate-rules.ts'

/** Instagram, as data. */
export const manifest: ConnectorManifest = {
  platform: 'instagram',
  name: 'Instagram',
  letter: 'i',
  summary: 'Instagram, for professional accounts: your own posts and what others comment, with an app of your own.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [
        { name: 'clientId', secret: false, required: true, initial: '', placeholder: '990602627938098' },
        { name: 'clientSecret', secret: true, required: true, initial: '', placeholder: '' },
        { name: 'redirectUri', secret: false, required: true, initial: '', placeholder: 'https://example.com/chirp' },
      ],
      // No redirect address without https is taken, so no listener on this computer can have one.
      pasteCode: true,
      pasteOnly: true,
      setup: appSetup,
    },
  ],
  capabilities: instagramCapabilities,
  rateRules,
  // Its headers tell shares of limits in JSON (`meta/usage.ts`).
  rateHeaders: null,
  pollMs: { home: 5 * 60_000, notifications: 5 * 60_000 },
  listed: true,
}
