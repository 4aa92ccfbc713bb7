import { z } from 'zod'
import type { SignInContext } from '../../connector.ts'
import type { MastodonClient } from '../client.ts'
import { parseAnswer } from '../wire.ts'

/** Chirp as one server knows it, for one redirect address and set of scopes. */
const Registration = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  redirectUri: z.string(),
  scope: z.string(),
})
export type Registration = z.infer<typeof Registration>

/** What is kept per server. `coarse`: the server refused granular scopes although it lists them. */
const Kept = z.object({ registrations: z.array(Registration), coarse: z.boolean() })
type Kept = z.infer<typeof Kept>

const WireApp = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })

/** Registrations kept per server: the one for pasted codes, and the one with the latest port. */
const MOST_KEPT = 2

/** Where a server shows the code to the person instead of sending it somewhere. */
export const PASTE_REDIRECT = 'urn:ietf:wg:oauth:2.0:oob'

/**
 * Registers Chirp with a server, or takes the registration made before for the same redirect and scopes. One redirect address per
 * registration, since not every server understands a list; and exact, since not every one ignores the port of a loopback address.
 */
export async function register(context: SignInContext, client: MastodonClient, redirectUri: string, scope: string): Promise<Registration> {
  const kept = await readKept(context, client.server)
  const known = kept.registrations.find((each) => each.redirectUri === redirectUri && each.scope === scope)
  if (known) return known
  const answer = await client.api.v1.apps.create({ clientName: 'Chirp', redirectUris: redirectUri, scopes: scope })
  const app = parseAnswer(WireApp, answer, client.server)
  const made = { ...app, redirectUri, scope }
  await context.serverSecrets.write(client.server, {
    ...kept,
    registrations: [made, ...kept.registrations.filter((each) => each.redirectUri !== redirectUri)].slice(0, MOST_KEPT),
  } satisfies Kept)
  return made
}

/** Forgets a registration that the server no longer knows. */
export async function forgetRegistration(context: SignInContext, server: string, clientId: string): Promise<void> {
  const kept = await readKept(context, server)
  await context.serverSecrets.write(server, {
    ...kept,
    registrations: kept.registrations.filter((each) => each.clientId !== clientId),
  } satisfies Kept)
}

/** Remembers that this server does not take granular scopes. */
export async function rememberCoarseScopes(context: SignInContext, server: string): Promise<void> {
  await context.serverSecrets.write(server, { ...(await readKept(context, server)), coarse: true } satisfies Kept)
}

export async function wantsCoarseScopes(context: SignInContext, server: string): Promise<boolean> {
  return (await readKept(context, server)).coarse
}

async function readKept(context: SignInContext, server: string): Promise<Kept> {
  const parsed = Kept.safeParse(await context.serverSecrets.read(server))
  return parsed.success ? parsed.data : { registrations: [], coarse: false }
}
