import type { ConnectorManifest } from '../connector.ts'
import { appSetup } from './app-setup.ts'
import { facebookCapabilities } from './capabilities.ts'
import { rateRules } from './rate-rules.ts'

/** Facebook Pages, as data. */
export const manifest: ConnectorManifest = {
  platform: 'facebook',
  name: 'Facebook Pages',
  letter: 'f',
  summary: 'A page of yours on Facebook: its posts, and what others comment, with an app of your own.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [
        { name: 'handle', secret: false, required: false, initial: '', placeholder: 'Name or id of the page, if you have several' },
        { name: 'clientId', secret: false, required: true, initial: '', placeholder: '990602627938098' },
        { name: 'clientSecret', secret: true, required: true, initial: '', placeholder: '' },
        { name: 'redirectUri', secret: false, required: true, initial: '', placeholder: 'https://example.com/chirp' },
      ],
      // Without https Facebook goes to localhost alone, and only while an app is in development, when nobody sees its posts.
      pasteCode: true,
      pasteOnly: true,
      setup: appSetup,
    },
  ],
  capabilities: facebookCapabilities,
  rateRules,
  // Its headers tell shares of limits in JSON (`meta/usage.ts`).
  rateHeaders: null,
  // Notifications are some ten requests a time, of which there may be no more than 4,800 a day.
  pollMs: { home: 5 * 60_000, notifications: 10 * 60_000 },
  listed: true,
}
