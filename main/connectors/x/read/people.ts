import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { Author, AuthorProfile } from '../../../../shared/model/author.ts'
import type { PlatformCapabilities } from '../../../../shared/model/capabilities.ts'
import type { ConnectorContext, NormalisedAuthor, RemoteAuthor } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { unreadable } from '../../answer-failure.ts'
import { capabilitiesOf } from '../capabilities.ts'
import type { XClient } from '../client.ts'
import { NUMBER, userIdOf } from '../ids.ts'
import { normaliseProfile, normaliseUser } from '../normalise/author.ts'
import { WireUser } from '../wire.ts'

const OneUser = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() })

/** One user; null where X says that there is none. */
async function getUser(client: XClient, path: string, fields: string): Promise<WireUser | null> {
  const answer = OneUser.safeParse(await client.get(path, { 'user.fields': fields })).data
  if (answer === undefined || (answer.data === undefined && answer.errors === undefined)) throw unreadable(client.server)
  if (answer.data === undefined) return null
  const user = WireUser.safeParse(answer.data).data
  if (user === undefined) throw unreadable(client.server)
  return user
}

/** Whose token this is, and whether they subscribe. */
export async function readMe(client: XClient): Promise<WireUser> {
  const me = await getUser(client, '/2/users/me', 'name,profile_image_url,protected,subscription_type,username')
  if (me === null) throw unreadable(client.server)
  return me
}

export async function check(context: ConnectorContext): Promise<NormalisedAuthor> {
  return normaliseUser(await readMe(accountClient(context)))
}

export async function discover(context: ConnectorContext): Promise<PlatformCapabilities> {
  const { subscription_type } = await readMe(accountClient(context))
  return capabilitiesOf(subscription_type, context.clock())
}

const PROFILE_FIELDS = 'created_at,description,entities,name,profile_banner_url,profile_image_url,protected,public_metrics,username'

export async function profile(
  context: ConnectorContext,
  author: RemoteAuthor,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  if (!NUMBER.test(author.remoteId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  const user = await getUser(accountClient(context), `/2/users/${author.remoteId}`, PROFILE_FIELDS)
  if (user === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return { profile: normaliseProfile(user), normalised: normaliseUser(user) }
}

/** Somebody of X whom this account has not seen: their id is the same for everybody, so that nothing need be asked. */
export async function resolveAuthor(context: ConnectorContext, author: Author): Promise<NormalisedAuthor | null> {
  const id = userIdOf(author.id)
  if (id !== null) return { author, remoteId: id, relationship: null }
  if (!/^\w{1,15}$/.test(author.handle)) return null
  const user = await getUser(accountClient(context), `/2/users/by/username/${author.handle}`, 'name,profile_image_url,protected,username')
  return user === null ? null : normaliseUser(user)
}
