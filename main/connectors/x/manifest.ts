import type { AppSetup, ConnectorManifest } from '../connector.ts'
import { capabilitiesOf } from './capabilities.ts'
import { prices } from './prices.ts'
import { rateHeaders, rateRules } from './rate-rules.ts'

/** The loopback redirect's one port: X compares the whole address with what was registered (docs.x.com/fundamentals/developer-apps, read 2026-11-27). */
export const REDIRECT_PORT = 47_831

/**
 * The fewest scopes that do for Chirp, and what for. Source: docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code and the `security`
 * of each operation in openapi.json 2.168, read 2026-11-27.
 */
export const permissions = [
  { name: 'tweet.read', purpose: 'reads your timeline, mentions, threads and searches' },
  { name: 'users.read', purpose: 'tells who wrote a post, and which account this is' },
  { name: 'tweet.write', purpose: 'posts, reposts and deletes for you' },
  { name: 'media.write', purpose: 'uploads the pictures and films of your posts' },
  { name: 'bookmark.write', purpose: 'keeps and drops bookmarks' },
  { name: 'offline.access', purpose: 'keeps you signed in for longer than two hours' },
] as const satisfies AppSetup['permissions']

/** Steps: docs.x.com/fundamentals/developer-apps, read 2026-11-27. */
const setup: AppSetup = {
  console: 'https://console.x.com/',
  steps: [
    'Sign in with the account you want to use and accept X’s developer terms.',
    'Create an app and give it any name.',
    'Open its user authentication settings and choose “Native App” as the type of app.',
    'Set the app’s permissions to “Read and write”.',
    'Add {redirect} as a callback URL, exactly as it is written here. The website may be any page of yours.',
    'Copy the OAuth 2.0 client id to here. A native app has no client secret; if you chose another type, copy the secret too.',
    'Buy credits, and set a spending limit in the console: without credits X answers nothing.',
  ],
  permissions,
  costs:
    'X charges your app for everything: about 0.5 cents for each post read and 1 cent for each person, 0.1 cents where it is your own data, 1.5 cents for a post and 20 cents for a post with a link.',
}

/** X, as data. */
export const manifest: ConnectorManifest = {
  platform: 'x',
  name: 'X',
  letter: 'x',
  summary: 'With an app of your own, which X charges for what it reads and writes.',
  authMethods: [
    {
      id: 'oauth',
      kind: 'oauth',
      fields: [
        { name: 'clientId', secret: false, required: true, initial: '', placeholder: '' },
        { name: 'clientSecret', secret: true, required: false, initial: '', placeholder: '' },
      ],
      pasteCode: true,
      redirectPorts: [REDIRECT_PORT],
      setup,
    },
  ],
  capabilities: capabilitiesOf(null, 0),
  rateRules,
  rateHeaders,
  prices,
  // Each new post and each person met for the first time in a day is paid for.
  pollMs: { home: 15 * 60_000, notifications: 5 * 60_000 },
  listed: true,
}
