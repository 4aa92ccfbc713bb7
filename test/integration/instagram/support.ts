import type {
  ConnectorContext,
  OutgoingMedia,
  OutgoingPost,
  PlatformConnector,
  PreparedParts,
  RemotePost,
  SignedIn,
} from '../../../main/connectors/connector.ts'
import { createInstagramConnector, instagramConnector } from '../../../main/connectors/instagram/connector.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { MetaTestServer } from '../../meta-server/server.ts'
import { addPost } from '../../meta-server/world/containers.ts'
import type { MetaPost, MetaUser } from '../../meta-server/world/types.ts'
import { consent, picture, REDIRECT, signInContext } from '../threads/support.ts'

export { contextOf, httpTo, memoryParts, outgoing } from '../threads/support.ts'

/** The connector with all its hosts at the test server. */
export function connectorOf(server: MetaTestServer): PlatformConnector {
  return createInstagramConnector({ api: server.url, authorize: `${server.url}/oauth/authorize`, token: server.url })
}

/** Signs in through the real pages, pasting the address that the browser ends at. */
export async function signIn(server: MetaTestServer, user: MetaUser): Promise<SignedIn> {
  const { startOAuth, finishOAuth } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth) throw new Error('No OAuth')
  const app = server.addApp([REDIRECT])
  const context = signInContext(server)
  const fields = { clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fields, null)
  return finishOAuth(context, 'oauth', pending, { kind: 'code', code: await consent(authorizeUrl, user.username) })
}

/** A generated picture, of the one type that is taken. */
export function photo(alt: string, hue: number): OutgoingMedia {
  return { ...picture(alt, hue), mimeType: 'image/jpeg', fileName: `photo-${String(hue)}.jpg` }
}

/** A post of a picture that is there already. */
export function addMedia(server: MetaTestServer, user: MetaUser, caption: string, at: number): MetaPost {
  const file = {
    id: server.world.nextId(),
    kind: 'IMAGE',
    altText: 'Rings',
    contentType: 'image/jpeg',
    bytes: new Uint8Array([255, 216]),
  } as const
  return addPost(server.world, { userId: user.id, text: caption, type: 'IMAGE', files: [file], at })
}

export function publisher() {
  if (!instagramConnector.publish) throw new Error('Cannot publish')
  return instagramConnector.publish
}

export async function prepare(context: ConnectorContext, post: OutgoingPost, parts?: PreparedParts): Promise<unknown> {
  return JSON.parse(JSON.stringify(await publisher().prepare(context, post, () => undefined, parts))) as unknown
}

/** Prepares and commits as the outbox does. */
export async function publish(context: ConnectorContext, post: OutgoingPost) {
  return publisher().commit(context, publisher().newKey(context.clock), post, await prepare(context, post))
}

/** The handles of a post as the store would keep them. */
export function remote(post: Pick<MetaPost, 'id' | 'rootId'>): RemotePost {
  const kind = post.rootId === null ? 'media' : 'comment'
  return { postId: `instagram:${kind}/${post.id}`, remoteId: post.id, revision: null, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => instagramConnector.classify(error),
  )
}
