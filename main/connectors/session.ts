import { setTimeout } from 'node:timers/promises'
import type { SecretStore } from '../core/ports.ts'
import type { SessionPort, SignInContext } from './connector.ts'

/** Name of the secret that is an account's session. */
function sessionName(accountId: string): string {
  return `account/${accountId}`
}

/** The session of one account, as JSON in the secret store. */
export function createSessionPort(secrets: SecretStore, accountId: string): SessionPort {
  const name = sessionName(accountId)
  return {
    read: async () => parse(await secrets.read(name)),
    write: (session) => secrets.write(name, JSON.stringify(session)),
    exclusive: (work) => oneAtATime(secrets, name, work),
  }
}

/** Forgets an account's session. */
export async function removeSession(secrets: SecretStore, accountId: string): Promise<void> {
  await oneAtATime(secrets, sessionName(accountId), () => secrets.remove(sessionName(accountId)))
}

/** What belongs to a server rather than to an account (an app registration), for the connectors of one platform. */
export function createServerSecrets(secrets: SecretStore, platform: string): SignInContext['serverSecrets'] {
  const name = (server: string) => `server/${platform}/${server}`
  return {
    read: async (server) => parse(await secrets.read(name(server))),
    write: (server, value) => secrets.write(name(server), JSON.stringify(value)),
  }
}

/** The secrets of one sign-in flow, kept together so that they are forgotten together. */
export type FlowSecrets = SignInContext['flowSecrets'] & { forget(): Promise<void> }

export function createFlowSecrets(secrets: SecretStore, flowId: string): FlowSecrets {
  const name = `flow/${flowId}`
  const all = async (): Promise<Map<string, unknown>> => {
    const stored = parse(await secrets.read(name))
    return new Map(typeof stored === 'object' && stored !== null ? Object.entries(stored) : [])
  }
  const save = (values: Map<string, unknown>) => secrets.write(name, JSON.stringify(Object.fromEntries(values)))
  return {
    read: async (key) => (await all()).get(key) ?? null,
    write: (key, value) => oneAtATime(secrets, name, async () => save((await all()).set(key, value))),
    remove: (key) =>
      oneAtATime(secrets, name, async () => {
        const values = await all()
        if (values.delete(key)) await save(values)
      }),
    forget: () => oneAtATime(secrets, name, () => secrets.remove(name)),
  }
}

/** Null for what is missing or is not JSON: the account then has to sign in again. */
function parse(json: string | null): unknown {
  if (json === null) return null
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/**
 * Resolves when nothing is under way on any secret of the store, or after `patienceMs`: a refreshed token whose answer is on its way
 * must be kept before the app ends, or the account is signed out.
 */
export async function sessionsAtRest(secrets: SecretStore, patienceMs: number): Promise<void> {
  const underWay = [...(queues.get(secrets)?.values() ?? [])]
  const enough = new AbortController()
  const patience = setTimeout(patienceMs, undefined, { signal: enough.signal }).catch(() => undefined)
  await Promise.race([Promise.allSettled(underWay), patience])
  enough.abort()
}

/** The end of the queue for each secret of each store. */
const queues = new WeakMap<SecretStore, Map<string, Promise<unknown>>>()

/** Runs after everything that was queued for this secret before, whatever became of that. */
async function oneAtATime<T>(secrets: SecretStore, name: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(secrets) ?? new Map<string, Promise<unknown>>()
  queues.set(secrets, queue)
  const turn = (queue.get(name) ?? Promise.resolve()).then(work, work)
  queue.set(name, turn)
  try {
    return await turn
  } finally {
    if (queue.get(name) === turn) queue.delete(name)
  }
}
