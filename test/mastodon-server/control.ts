import type { IncomingMessage, ServerResponse } from 'node:http'
import { seedWorld } from './seed/seed-world.ts'
import type { MastodonTestServer } from './server.ts'
import type { RateFamily } from './variants.ts'
import type { WorldAccount, WorldStatus } from './world/types.ts'
import { findAccount } from './world/world.ts'

export type ControlHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** What a command gives. Accounts and statuses are answered in short, without their secrets. */
type Command = (server: MastodonTestServer, said: Readonly<Record<string, unknown>>) => unknown

function text(said: Readonly<Record<string, unknown>>, name: string): string {
  const value = said[name]
  if (typeof value !== 'string') throw new Error(`${name} must be a text`)
  return value
}

/** An account by id or by its name, `alice` or `alice@other.example`. */
function account(server: MastodonTestServer, said: Readonly<Record<string, unknown>>, name = 'account'): WorldAccount {
  const wanted = text(said, name)
  const found = server.world.accounts.get(wanted) ?? findAccount(server.world, wanted)
  if (found === undefined) throw new Error(`There is no account ${wanted}`)
  return found
}

function status(server: MastodonTestServer, said: Readonly<Record<string, unknown>>): WorldStatus {
  const found = server.world.statuses.get(text(said, 'status'))
  if (found === undefined) throw new Error(`There is no status ${text(said, 'status')}`)
  return found
}

function shortAccount(one: WorldAccount): unknown {
  return { id: one.id, username: one.username, domain: one.domain, url: one.url, email: one.email }
}

function shortStatus(one: WorldStatus): unknown {
  return { id: one.id, uri: one.uri, url: one.url, text: one.text, accountId: one.accountId, mediaIds: one.mediaIds }
}

/**
 * The commands of another process; the names and arguments of the direct API, with accounts by name or id and statuses
 * by id. Arguments of one object are read as that object: it comes from a test, which is trusted.
 */
const commands: Readonly<Record<string, Command>> = {
  createAccount: (server, said) => shortAccount(server.createAccount(said as unknown as Parameters<typeof server.createAccount>[0])),
  postStatus: (server, said) =>
    shortStatus(server.postStatus(account(server, said), said['draft'] as Parameters<typeof server.postStatus>[1])),
  editStatus: (server, said) => server.editStatus(status(server, said), said['draft'] as Parameters<typeof server.editStatus>[1]),
  deleteStatus: (server, said) => server.deleteStatus(status(server, said)),
  follow: (server, said) =>
    server.follow(account(server, said, 'from'), account(server, said, 'to'), said['wishes'] as Parameters<typeof server.follow>[2]),
  unfollow: (server, said) => server.unfollow(account(server, said, 'from'), account(server, said, 'to')),
  block: (server, said) => server.block(account(server, said, 'from'), account(server, said, 'to')),
  mute: (server, said) => server.mute(account(server, said, 'from'), account(server, said, 'to')),
  approveFollow: (server, said) => server.approveFollow(account(server, said, 'owner'), account(server, said, 'from')),
  favourite: (server, said) => server.favourite(account(server, said), status(server, said)),
  bookmark: (server, said) => server.bookmark(account(server, said), status(server, said)),
  reblog: (server, said) => shortStatus(server.reblog(account(server, said), status(server, said))),
  vote: (server, said) => server.vote(account(server, said), status(server, said), said['choices'] as readonly number[]),
  endPoll: (server, said) => server.endPoll(status(server, said)),
  notify: (server, said) =>
    server.notify(
      account(server, said, 'owner'),
      said['type'] as Parameters<typeof server.notify>[1],
      account(server, said, 'from'),
      said['status'] === undefined ? undefined : status(server, said),
    )?.id ?? null,
  addMedia: (server, said) => server.addMedia(account(server, said), said['draft'] as Parameters<typeof server.addMedia>[1]).id,
  addList: (server, said) =>
    server.addList(
      account(server, said, 'owner'),
      text(said, 'title'),
      (said['members'] as readonly string[]).map((name) => account(server, { name }, 'name')),
    ).id,
  followTag: (server, said) => server.followTag(account(server, said), text(said, 'name')),
  tokenFor: (server, said) => server.tokenFor(account(server, said), said['scopes'] as readonly string[] | undefined),
  revokeToken: (server, said) => server.revokeToken(text(said, 'token')),
  expireTokens: (server) => server.expireTokens(),
  offerRemote: (server, said) => server.offerRemote(said as unknown as Parameters<typeof server.offerRemote>[0]),
  setMediaProcessing: (server, said) => server.setMediaProcessing(said),
  lie: (server, said) =>
    server.lie(
      said['status'] === undefined ? account(server, said) : status(server, said),
      said['members'] as Readonly<Record<string, unknown>>,
    ),
  failNext: (server, said) => server.failNext(said as unknown as Parameters<typeof server.failNext>[0]),
  clearFaults: (server) => server.clearFaults(),
  setRateLimit: (server, said) =>
    server.setRateLimit(said['family'] as RateFamily, said['limit'] as Parameters<typeof server.setRateLimit>[1]),
  dropStreams: (server, said) => server.streaming.drop(typeof said['code'] === 'number' ? said['code'] : undefined),
  sendRawToStreams: (server, said) => server.streaming.sendRaw(text(said, 'text')),
  silenceStreams: (server) => server.streaming.fallSilent(),
  streams: (server) => server.streaming.connections(),
  requests: (server) => server.requests,
  violations: (server) => server.violations,
  overLimit: (server) => server.overLimit(),
  statuses: (server, said) =>
    [...server.world.statuses.values()]
      .filter((one) => said['account'] === undefined || one.accountId === account(server, said).id)
      .map(shortStatus),
  seed: (server) => {
    const seeded = seedWorld(server)
    return { me: shortAccount(seeded.me), people: seeded.people.map(shortAccount) }
  },
}

/**
 * The control of a server over HTTP: `POST <control>/<command>` with a JSON object; the answer is `{ result }`, or
 * `{ error }` with 400. `prefix` holds the secret and ends in a slash.
 */
export function addControl(server: MastodonTestServer, prefix: string): ControlHandler {
  return async (request, response) => {
    const answer = (code: number, body: unknown): void => {
      response.writeHead(code, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ''
    const name = path.slice(prefix.length)
    const command = path.startsWith(prefix) && Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined || request.method !== 'POST') {
      answer(404, { error: 'There is no such command' })
      return
    }
    try {
      const said: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'))
      answer(200, { result: command(server, typeof said === 'object' && said !== null ? { ...said } : {}) ?? null })
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) })
    }
  }
}
