import type { Call } from '../http/call.ts'
import type { World } from '../world/world.ts'
import { pick, readFields, type WantedField } from './fields.ts'
import { facebookOf, isOut, timeOf, type FbComment, type FbPage, type FbPhoto, type FbPost, type FbVideo } from './world.ts'

/** `2023-10-17T05:42:03+0000`, as the pages show times. */
function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`
}

function picture(world: World, id: string): unknown {
  return { data: { url: `${world.base}/pictures/${id}`, is_silhouette: false, height: 50, width: 50 } }
}

function nameOf(world: World, id: string): string {
  return facebookOf(world).pages.get(id)?.name ?? world.users.get(id)?.name ?? 'Nobody'
}

function from(world: World, id: string, { inner }: WantedField): unknown {
  return pick(inner ?? readFields('id,name'), { id: () => id, name: () => nameOf(world, id), picture: () => picture(world, id) })
}

function image(world: World, photo: FbPhoto): unknown {
  return { image: { src: `${world.base}/photos/${photo.id}`, height: 48, width: 64 } }
}

function photoAttachment(world: World, photo: FbPhoto): Record<string, unknown> {
  const url = `https://www.facebook.com/photo.php?fbid=${photo.id}`
  return {
    media_type: 'photo',
    media: image(world, photo),
    url,
    type: 'photo',
    target: { id: photo.id, url },
  }
}

function videoAttachment(world: World, { id }: FbVideo): Record<string, unknown> {
  const url = `https://www.facebook.com/reel/${id}/`
  const media = { image: { src: `${world.base}/photos/${id}`, height: 1280, width: 720 } }
  return { media_type: 'video', media, url, type: 'video_inline', target: { id, url } }
}

function attachments(world: World, { photos, link, video }: FbPost): unknown {
  if (video !== null) return { data: [videoAttachment(world, video)] }
  const [only] = photos
  if (only !== undefined && photos.length === 1) return { data: [photoAttachment(world, only)] }
  if (only !== undefined)
    return {
      data: [{ media_type: 'album', type: 'album', subattachments: { data: photos.map((photo) => photoAttachment(world, photo)) } }],
    }
  if (link === null) return undefined
  const host = new URL(link).hostname
  return {
    data: [
      {
        media_type: 'link',
        type: 'share',
        title: `The page at ${host}`,
        url: `https://l.facebook.com/l.php?u=${encodeURIComponent(link)}`,
        unshimmed_url: link,
      },
    ],
  }
}

/** A post with the fields that the request wants. Who wrote somebody else's is not told (page/tagged, "Limitations"). */
export function presentPost(call: Call, post: FbPost): Record<string, unknown> {
  const { world } = call
  const state = facebookOf(world)
  const below = [...state.comments.values()].filter(({ postId }) => postId === post.id)
  const isPage = state.pages.has(post.authorId)
  return pick(readFields(call.input.get('fields') ?? 'id,message,created_time'), {
    id: () => post.id,
    message: () => (post.message === '' ? undefined : post.message),
    story: () => undefined,
    created_time: () => time(timeOf(post)),
    updated_time: () => time(timeOf(post)),
    permalink_url: () => `https://www.facebook.com/${post.id.replace('_', '/posts/')}`,
    from: (field) => (isPage ? from(world, post.authorId, field) : undefined),
    attachments: () => attachments(world, post),
    shares: () => (post.shares === 0 ? undefined : { count: post.shares }),
    comments: () => ({ data: [], summary: { order: 'ranked', total_count: below.length, can_comment: true } }),
    reactions: () => ({ data: [], summary: { total_count: post.likedBy.size, viewer_reaction: 'NONE' } }),
    is_published: () => isOut(world, post),
    scheduled_publish_time: () => (post.scheduledAt === null ? undefined : Math.floor(post.scheduledAt / 1000)),
  })
}

export function presentComment(call: Call, comment: FbComment): Record<string, unknown> {
  const { world } = call
  const state = facebookOf(world)
  const { photo, parentId } = comment
  const isTold = state.pages.has(comment.authorId) || state.settings.tellsCommenters
  return pick(readFields(call.input.get('fields') ?? 'id,message,created_time,from'), {
    id: () => comment.id,
    message: () => comment.message,
    created_time: () => time(comment.at),
    permalink_url: () => `https://www.facebook.com/${comment.postId.replace('_', '/posts/')}?comment_id=${comment.id.split('_')[1] ?? ''}`,
    from: (field) => (isTold ? from(world, comment.authorId, field) : undefined),
    parent: () => (parentId === null ? undefined : { id: parentId }),
    object: () => ({ id: comment.postId }),
    attachment: () => (photo === null ? undefined : photoAttachment(world, photo)),
    like_count: () => comment.likedBy.size,
    comment_count: () => [...state.comments.values()].filter((one) => one.parentId === comment.id).length,
    user_likes: () => false,
    can_comment: () => true,
  })
}

export function presentPage(call: Call, page: FbPage): Record<string, unknown> {
  return pick(readFields(call.input.get('fields') ?? 'id,name'), {
    id: () => page.id,
    name: () => page.name,
    username: () => page.username ?? undefined,
    link: () => `https://www.facebook.com/${page.username ?? page.id}`,
    about: () => (page.about === '' ? undefined : page.about),
    followers_count: () => 1_234,
    picture: () => picture(call.world, page.id),
  })
}

export function presentPhoto(call: Call, photo: FbPhoto): Record<string, unknown> {
  return pick(readFields(call.input.get('fields') ?? 'id'), {
    id: () => photo.id,
    alt_text_custom: () => (photo.alt === '' ? undefined : photo.alt),
  })
}
