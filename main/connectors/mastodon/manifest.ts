import type { ConnectorManifest } from '../connector.ts'
import { capabilitiesOf, UNPROBED } from './capabilities.ts'
import { rateHeaders, rateRules } from './rate-rules.ts'

/** Mastodon, and every server that speaks its API, as data. */
export const manifest: ConnectorManifest = {
  platform: 'mastodon',
  name: 'Mastodon',
  letter: 'm',
  summary: 'Mastodon and every server that speaks its language, such as GoToSocial, Pleroma, Akkoma and Pixelfed.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [{ name: 'server', secret: false, required: true, initial: '', placeholder: 'mastodon.social' }],
      pasteCode: true,
    },
  ],
  capabilities: capabilitiesOf(null, UNPROBED, null, 0),
  rateRules,
  rateHeaders,
  pollMs: { home: 30_000, notifications: 30_000 },
  listed: true,
}
