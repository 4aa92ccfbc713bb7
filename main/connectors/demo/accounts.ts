import type { SignedIn } from '../connector.ts'
import { CAPABILITIES } from './capabilities.ts'
import { platformOf } from './ids.ts'
import { newSession } from './journal.ts'
import { authorOf } from './normalise.ts'
import type { DemoNetwork, Owner } from './people.ts'

const ACCOUNTS: readonly (readonly [Owner, DemoNetwork])[] = [
  ['juno', 'bluesky'],
  ['juno', 'mastodon'],
  ['linnet', 'bluesky'],
  ['linnet', 'x'],
]

/** The accounts of the demo, begun at `now` (epoch ms): all in one world, so all with the same beginning. */
export function demoAccounts(now: number): readonly { readonly platform: string; readonly signedIn: SignedIn }[] {
  return ACCOUNTS.map(([owner, network]) => ({
    platform: platformOf(network),
    signedIn: {
      author: authorOf(network, owner),
      server: 'https://demo.invalid',
      session: newSession(now),
      capabilities: { ...CAPABILITIES[network], askedAt: now },
    },
  }))
}
