import type { Poll } from '../../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { WireMedia, WirePoll } from '../wire.ts'
import { webAddress } from './web-address.ts'

const KINDS: Readonly<Record<string, MediaAttachment['kind']>> = { photo: 'image', video: 'video', animated_gif: 'gif' }

/** Larger numbers are nonsense: no picture is a million pixels wide, no film runs for a year. */
const MOST_PIXELS = 1_000_000
const MOST_MS = 31_536_000_000

/** A file of a post; null where there is no address to have it from. A film comes in several sizes, of which the best is taken. */
export function normaliseMedia(media: WireMedia): MediaAttachment | null {
  const films = media.variants
    .filter(({ content_type }) => content_type === 'video/mp4')
    .toSorted((a, b) => (b.bit_rate ?? 0) - (a.bit_rate ?? 0))
  const url = webAddress(films[0]?.url ?? null) ?? webAddress(media.url)
  if (url === null) return null
  const kind = KINDS[media.type] ?? 'unknown'
  const [width, height] = [pixels(media.width), pixels(media.height)]
  const isFilm = films.length > 0 && url === webAddress(films[0]?.url ?? null)
  return {
    kind,
    url,
    previewUrl: webAddress(media.preview_image_url),
    alt: (media.alt_text ?? '').trim(),
    width: height === null ? null : width,
    height: width === null ? null : height,
    blurhash: null,
    focalPoint: null,
    durationMs: media.duration_ms === null || media.duration_ms < 1 || media.duration_ms > MOST_MS ? null : media.duration_ms,
    mimeType: isFilm ? 'video/mp4' : null,
  }
}

function pixels(value: number | null): number | null {
  return value === null || value < 1 || value > MOST_PIXELS ? null : value
}

/** X does not tell what oneself chose, nor how many voted but by the votes. */
export function normalisePoll(poll: WirePoll): Poll {
  const endsAt = Date.parse(poll.end_datetime ?? '')
  const options = poll.options.toSorted((a, b) => a.position - b.position).map(({ label, votes }) => ({ title: label, votes }))
  const votes = options.some((option) => option.votes === null) ? null : options.reduce((sum, option) => sum + (option.votes ?? 0), 0)
  return {
    remoteId: poll.id,
    options,
    votes: votes === null || !Number.isSafeInteger(votes) ? null : votes,
    voters: null,
    multiple: false,
    endsAt: Number.isNaN(endsAt) ? null : endsAt,
    closed: poll.voting_status === 'closed',
    ownChoices: [],
  }
}
