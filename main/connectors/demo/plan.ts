import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { Visibility } from '../../../shared/model/canonical-post.ts'
import type { QuotePolicy, ReplyPolicy } from '../../../shared/model/draft.ts'
import type { DemoNetwork, Owner, PersonKey } from './people.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A picture or clip of the demo's own. */
export type PlannedMedia = { readonly file: keyof typeof ART; readonly alt: string }

/** A file the person posted. Chirp keeps it under its content hash. */
export type OwnMedia = {
  readonly sha256: string
  readonly mimeType: string
  readonly width: number | null
  readonly height: number | null
  readonly alt: string
}

export type PlannedPoll = {
  /** With the votes of each option when the world begins. */
  readonly options: readonly (readonly [title: string, votes: number])[]
  readonly multiple?: boolean
  /** Ms after the world begins; negative: closed. */
  readonly endsAt: number
  readonly chosen?: readonly number[]
}

export type PlannedCard = {
  readonly url: string
  readonly title: string
  readonly description: string
  readonly provider: string
  readonly image: string | null
}

/** A post of the demo's world. Times are ms relative to the moment the demo was begun: negative is the past, positive has yet to come. */
export type PlannedPost = {
  /** Unique within its network, and the same every time. */
  readonly key: string
  readonly on: DemoNetwork
  readonly by: PersonKey
  readonly at: number
  readonly text: string
  readonly language: string | null
  readonly likes: number
  readonly reposts: number
  /** At least so many; more when more are there. */
  readonly replies?: number
  readonly quotes?: number
  readonly media?: readonly (PlannedMedia | OwnMedia)[]
  readonly warning?: string
  readonly sensitive?: boolean
  readonly poll?: PlannedPoll
  readonly card?: PlannedCard
  /** Key of a post on the same network; or why there is none. */
  readonly quote?: string | { readonly state: 'deleted' | 'blocked' }
  readonly replyTo?: string
  readonly repostedBy?: { readonly by: PersonKey; readonly at: number }
  readonly editedAt?: number
  readonly visibility?: Visibility
  readonly replyPolicy?: ReplyPolicy
  readonly quotePolicy?: QuotePolicy
  /** What the account did to it before the person came. */
  readonly liked?: readonly Owner[]
  readonly bookmarked?: readonly Owner[]
  /** Answers stay out of home feeds unless this is said. */
  readonly inHome?: boolean
}

/** A notification of the demo's world. */
export type PlannedNotification = {
  readonly key: string
  readonly on: DemoNetwork
  readonly to: Owner
  readonly kind: InboxKind
  readonly by: PersonKey
  readonly at: number
  readonly post: string | null
  readonly unread?: boolean
}

/** Pictures and clips, and their sizes in pixels. */
export const ART = {
  'drying-line.webp': [720, 480],
  'harbour-mist.webp': [864, 576],
  'headland.webp': [1200, 675],
  'ink-roller.webp': [720, 480],
  'light.mp4': [480, 270],
  'night-bus.webp': [720, 378],
  'pier.mp4': [480, 270],
  'pier.webp': [864, 576],
  'print-poster.webp': [720, 480],
  'table.webp': [900, 600],
  'tram.webp': [900, 600],
  'type-case.webp': [720, 480],
} as const satisfies Record<string, readonly [number, number]>

/** What can be seen in each picture, for the posts that are not written out by hand. */
export const ALT: Readonly<Record<keyof typeof ART, string>> = {
  'drying-line.webp': 'Prints pegged on two lines to dry',
  'harbour-mist.webp': 'Fishing boats in morning mist, the sun low behind them',
  'headland.webp': 'A lighthouse on a dark headland after sunset',
  'ink-roller.webp': 'A roller leaving a band of blue ink',
  'light.mp4': 'The lamp of a lighthouse coming and going at dusk',
  'night-bus.webp': 'A lit bus on an empty road at night',
  'pier.mp4': 'Walking slowly towards a wooden pier',
  'pier.webp': 'A wooden pier under a clear sky',
  'print-poster.webp': 'A poster with a red R, a blue g and a yellow disc',
  'table.webp': 'A table laid for several people, seen from above',
  'tram.webp': 'A tram passing an avenue of trees',
  'type-case.webp': 'A wooden case full of lead type',
}

/** How the clips play: a loop without sound, or a video; with their length in ms. */
export const CLIPS: Readonly<
  Record<string, { readonly kind: 'gif' | 'video'; readonly durationMs: number; readonly poster: keyof typeof ART }>
> = {
  'light.mp4': { kind: 'gif', durationMs: 4_000, poster: 'headland.webp' },
  'pier.mp4': { kind: 'video', durationMs: 6_000, poster: 'pier.webp' },
}

/** Emoji that the demo's Mastodon server defines. */
export const CUSTOM_EMOJI: Readonly<Record<string, string>> = {
  lighthouse: 'demo:art/emoji-lighthouse.png',
  inkblot: 'demo:art/emoji-inkblot.png',
}
