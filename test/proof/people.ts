import { consent as consentOfFacebook, REDIRECT as FACEBOOK_REDIRECT } from '../integration/facebook/support.ts'
import { consent as consentOfMastodon } from '../integration/mastodon/support.ts'
import { consent as consentOfMeta, REDIRECT as META_REDIRECT } from '../integration/threads/support.ts'
import { consent as consentOfX, REDIRECT as X_REDIRECT } from '../integration/x/support.ts'
import type { WorldAccount } from '../mastodon-server/world/types.ts'
import { addPage, type FbPage } from '../meta-server/facebook/world.ts'
import type { MetaUser } from '../meta-server/world/types.ts'
import type { TestAccount } from '../support/bluesky-network.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'
import type { WorldUser } from '../x-server/world/types.ts'
import { networkNames, type NetworkName, type Networks } from './networks.ts'

/** What each network knows somebody as. */
type AccountOn = {
  readonly bluesky: TestAccount
  readonly mastodon: WorldAccount
  readonly x: WorldUser
  readonly threads: MetaUser
  readonly instagram: MetaUser
  /** A page, and who looks after it. */
  readonly facebook: { readonly user: MetaUser; readonly page: FbPage }
}

/** A person with an account on each network, signed in. `accountId`: in Chirp. */
export type Person = { readonly [N in NetworkName]: { readonly account: AccountOn[N]; readonly accountId: string } }

let people = 0

/** Makes an account on each network and signs all in. `blueskyServer` is what is typed as the server: the PDS, or what stands before it. */
export async function addPerson(core: CoreProcess, networks: Networks, blueskyServer = networks.bluesky.urls.pds): Promise<Person> {
  const name = `person${++people}`
  const keeper = networks.facebook.addUser(name)
  const accounts: AccountOn = {
    bluesky: await networks.bluesky.createAccount(name),
    mastodon: networks.mastodon.createAccount({ username: name }),
    x: networks.x.createUser({ username: name }),
    threads: networks.threads.addUser(name),
    instagram: networks.instagram.addUser(name),
    facebook: { user: keeper, page: addPage(networks.facebook.world, `Page of ${name}`, keeper.id) },
  }
  const signIn = signInsOf(core, networks, accounts, blueskyServer)
  return {
    bluesky: { account: accounts.bluesky, accountId: await signIn.bluesky() },
    mastodon: { account: accounts.mastodon, accountId: await signIn.mastodon() },
    x: { account: accounts.x, accountId: await signIn.x() },
    threads: { account: accounts.threads, accountId: await signIn.threads() },
    instagram: { account: accounts.instagram, accountId: await signIn.instagram() },
    facebook: { account: accounts.facebook, accountId: await signIn.facebook() },
  }
}

export function accountIdsOf(person: Person): string[] {
  return networkNames.map((name) => person[name].accountId)
}

/** Signs in again those of a person's accounts that are in `signedOut`, by their ids in Chirp. */
export async function signInAgain(
  core: CoreProcess,
  networks: Networks,
  person: Person,
  blueskyServer: string,
  signedOut: readonly string[],
): Promise<void> {
  const { bluesky, mastodon, x, threads, instagram, facebook } = person
  const accounts: AccountOn = {
    bluesky: bluesky.account,
    mastodon: mastodon.account,
    x: x.account,
    threads: threads.account,
    instagram: instagram.account,
    facebook: facebook.account,
  }
  const signIn = signInsOf(core, networks, accounts, blueskyServer)
  for (const network of networkNames) if (signedOut.includes(person[network].accountId)) await signIn[network]()
}

/** How a person signs in to each network, for the first time or again; each answers the account's id in Chirp. */
function signInsOf(
  core: CoreProcess,
  networks: Networks,
  accounts: AccountOn,
  blueskyServer: string,
): Readonly<Record<NetworkName, () => Promise<string>>> {
  const { mastodon, x, threads, instagram, facebook } = networks
  return {
    bluesky: async () => {
      const { handle, appPassword } = accounts.bluesky
      const fields = { server: blueskyServer, handle, password: appPassword }
      return (await core.need('accounts.signIn', { platform: 'bluesky', method: 'app-password', fields })).accountId
    },
    mastodon: () =>
      throughBrowser(core, 'mastodon', { server: mastodon.url }, async (address) => {
        const answer = await consentOfMastodon(address, accounts.mastodon)
        if (answer.kind !== 'code') throw new Error('The server gave no code to paste')
        return answer.code
      }),
    x: async () => {
      const { clientId } = x.createApp({ redirectUris: [X_REDIRECT] })
      const consent = async (address: string) => (await consentOfX(address, accounts.x)).href
      const accountId = await throughBrowser(core, 'x', { clientId, clientSecret: '' }, consent)
      // Reading costs money there and stays off; posting has no limit.
      await core.need('accounts.setBudget', { accountId, budget: { reading: false, perDay: null, perMonth: null } })
      return accountId
    },
    threads: () =>
      throughBrowser(core, 'threads', ownApp(threads.addApp([META_REDIRECT]), META_REDIRECT), (address) =>
        consentOfMeta(address, accounts.threads.username),
      ),
    instagram: () =>
      throughBrowser(core, 'instagram', ownApp(instagram.addApp([META_REDIRECT]), META_REDIRECT), (address) =>
        consentOfMeta(address, accounts.instagram.username),
      ),
    facebook: () =>
      throughBrowser(core, 'facebook', { handle: '', ...ownApp(facebook.addApp([FACEBOOK_REDIRECT]), FACEBOOK_REDIRECT) }, (address) =>
        consentOfFacebook(address, accounts.facebook.user.username),
      ),
  }
}

/** What is typed of an app of the person's own. */
function ownApp({ id, secret }: { readonly id: string; readonly secret: string }, redirectUri: string) {
  return { clientId: id, clientSecret: secret, redirectUri }
}

/** Signs in through the server's own pages; `consent` answers what is pasted. */
async function throughBrowser(
  core: CoreProcess,
  platform: Exclude<NetworkName, 'bluesky'>,
  fields: Readonly<Record<string, string>>,
  consent: (authorizeUrl: string) => Promise<string>,
): Promise<string> {
  const { flowId, authorizeUrl } = await core.need('accounts.beginOAuth', {
    platform,
    method: 'oauth',
    fields: { ...fields },
    pasteCode: true,
  })
  return (await core.need('accounts.finishOAuth', { flowId, code: await consent(authorizeUrl) })).accountId
}
