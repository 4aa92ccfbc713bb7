import { AtpAgent } from '@atproto/api'

/** Where the parts of a running network are. */
export type NetworkUrls = { readonly pds: string; readonly bsky: string; readonly plc: string; readonly control: string }

export type TestAccount = {
  readonly did: string
  readonly handle: string
  readonly password: string
  readonly appPassword: string
  /** Signed in as this account, for doing things that Chirp does not. */
  readonly agent: AtpAgent
}

export type PostHandle = { readonly uri: string; readonly cid: string }

/** What a test can do on a network besides using Chirp: everything goes through the real API. */
export type BlueskyNetwork = {
  readonly urls: NetworkUrls
  /** `name` gets `.test` and something that makes it unique; handles are 18 characters at most before the dot. */
  createAccount(name: string): Promise<TestAccount>
  post(account: TestAccount, text: string, fields?: Readonly<Record<string, unknown>>): Promise<PostHandle>
  reply(account: TestAccount, parent: PostHandle, text: string, root?: PostHandle): Promise<PostHandle>
  quote(account: TestAccount, quoted: PostHandle, text: string): Promise<PostHandle>
  like(account: TestAccount, post: PostHandle): Promise<PostHandle>
  repost(account: TestAccount, post: PostHandle): Promise<PostHandle>
  follow(account: TestAccount, other: TestAccount): Promise<PostHandle>
  /** A list of people to read, or of people to mute; answers its address. */
  list(account: TestAccount, name: string, members: readonly TestAccount[], purpose?: 'curatelist' | 'modlist'): Promise<string>
  /** The record of a post as the account's own server has it; null: there is none. */
  record(uri: string): Promise<Readonly<Record<string, unknown>> | null>
  /** Resolves when everything written so far is indexed and can be read. */
  processAll(): Promise<void>
  /** Takes the AppView away, or brings it back, for one account or for all; the PDS stays. */
  setAppViewUp(up: boolean, account?: TestAccount): Promise<void>
  takeDown(account: TestAccount, applied: boolean): Promise<void>
  /** Ends all sessions of the app password, and the password with them. */
  revokeAppPassword(account: TestAccount): Promise<void>
}

const ADMIN = `Basic ${Buffer.from('admin:admin-pass').toString('base64')}`
const APP_PASSWORD_NAME = 'chirp'

/** The tools for a network that runs already, from its addresses. */
export function blueskyNetwork(urls: NetworkUrls): BlueskyNetwork {
  const control = async (action: string) => {
    const response = await fetch(`${urls.control}/${action}`, { method: 'POST' })
    if (!response.ok) throw new Error(`${action}: ${await response.text()}`)
  }
  return {
    urls,
    createAccount: (name) => createAccount(urls, name),
    post: (account, text, fields = {}) => account.agent.post({ text, createdAt: new Date().toISOString(), ...fields }),
    reply: (account, parent, text, root = parent) =>
      account.agent.post({ text, createdAt: new Date().toISOString(), reply: { root: reference(root), parent: reference(parent) } }),
    quote: (account, quoted, text) =>
      account.agent.post({
        text,
        createdAt: new Date().toISOString(),
        embed: { $type: 'app.bsky.embed.record', record: reference(quoted) },
      }),
    like: (account, post) => account.agent.like(post.uri, post.cid),
    repost: (account, post) => account.agent.repost(post.uri, post.cid),
    follow: (account, other) => account.agent.follow(other.did),
    list,
    record: (uri) => record(urls, uri),
    processAll: () => control('process-all'),
    setAppViewUp: (up, account) => control(`appview/${up ? 'up' : 'down'}?who=${account?.did ?? '*'}`),
    takeDown: (account, applied) => takeDown(urls, account, applied),
    revokeAppPassword: async (account) => {
      await account.agent.com.atproto.server.revokeAppPassword({ name: APP_PASSWORD_NAME })
    },
  }
}

/** `agent.post` answers with a validation status beside the reference, which a record must not hold. */
function reference({ uri, cid }: PostHandle): PostHandle {
  return { uri, cid }
}

async function list(
  { agent, did: repo }: TestAccount,
  name: string,
  members: readonly TestAccount[],
  purpose: 'curatelist' | 'modlist' = 'curatelist',
): Promise<string> {
  const createdAt = new Date().toISOString()
  const record = { $type: 'app.bsky.graph.list', name, purpose: `app.bsky.graph.defs#${purpose}`, createdAt }
  const { data } = await agent.com.atproto.repo.createRecord({ repo, collection: 'app.bsky.graph.list', record })
  for (const { did: subject } of members) {
    const item = { $type: 'app.bsky.graph.listitem', subject, list: data.uri, createdAt }
    await agent.com.atproto.repo.createRecord({ repo, collection: 'app.bsky.graph.listitem', record: item })
  }
  return data.uri
}

let made = 0

async function createAccount(urls: NetworkUrls, name: string): Promise<TestAccount> {
  made += 1
  const unique = `${process.pid.toString(36)}${made.toString(36)}`
  const handle = `${name.slice(0, 18 - unique.length - 1)}-${unique}.test`
  const password = `${handle}-password`
  const agent = new AtpAgent({ service: urls.pds })
  const { data } = await agent.createAccount({ email: `${handle}@mail.test`, handle, password })
  const created = await agent.com.atproto.server.createAppPassword({ name: APP_PASSWORD_NAME })
  return { did: data.did, handle, password, appPassword: created.data.password, agent }
}

async function record(urls: NetworkUrls, uri: string): Promise<Readonly<Record<string, unknown>> | null> {
  const [repo = '', collection = '', rkey = ''] = uri.slice('at://'.length).split('/')
  const response = await fetch(`${urls.pds}/xrpc/com.atproto.repo.getRecord?${new URLSearchParams({ repo, collection, rkey }).toString()}`)
  if (response.status === 400) return null
  const answer = (await response.json()) as { readonly value: Readonly<Record<string, unknown>> }
  return answer.value
}

async function takeDown(urls: NetworkUrls, account: TestAccount, applied: boolean): Promise<void> {
  const response = await fetch(`${urls.pds}/xrpc/com.atproto.admin.updateSubjectStatus`, {
    method: 'POST',
    headers: { authorization: ADMIN, 'content-type': 'application/json' },
    body: JSON.stringify({ subject: { $type: 'com.atproto.admin.defs#repoRef', did: account.did }, takedown: { applied } }),
  })
  if (!response.ok) throw new Error(`takeDown: ${await response.text()}`)
}
