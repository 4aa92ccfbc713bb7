import { encodePng } from '../../mastodon-server/seed/png.ts'
import { param, type Answer, type Call, type Route } from './call.ts'
import { missing } from './graph-error.ts'

function file(call: Call): Answer {
  const id = param(call, 'id')
  const found = [...call.world.posts.values()].flatMap(({ files }) => files).find((one) => one.id === id)
  if (found === undefined) throw missing(id)
  return { bytes: { contentType: found.contentType, content: found.bytes } }
}

const picture = encodePng(48, 48, { hue: 210, pattern: 'checks' })

/** Where the media and pictures are that answers name. */
export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: '/media/{id}', permissions: null, answer: null, handle: file },
  {
    method: 'GET',
    path: '/pictures/{id}',
    permissions: null,
    answer: null,
    handle: () => ({ bytes: { contentType: 'image/png', content: picture } }),
  },
]
