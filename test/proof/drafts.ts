import { createHash } from 'node:crypto'
import type { DraftMedia } from '../../shared/model/draft.ts'
import { encodePng } from '../mastodon-server/seed/png.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'

export const draftKinds = ['single', 'thread', 'images', 'picture'] as const
export type DraftKind = (typeof draftKinds)[number]

/** A draft as it was written: what has to stand on every network in the end. */
export type WrittenDraft = {
  readonly draftId: string
  readonly kind: DraftKind
  /** One a segment; no two drafts share one. */
  readonly texts: readonly string[]
  /** Of the pictures of the first segment, in order. */
  readonly alts: readonly string[]
  /** The accounts that it goes to: those whose networks take such a draft. */
  readonly targets: readonly string[]
}

const THREAD = 5
const PICTURES: Readonly<Record<DraftKind, number>> = { single: 0, thread: 0, images: 4, picture: 1 }
/** Why a network may be left out of a draft: it wants a picture, or has no threads. What else is refused is a mistake. */
const LEFT_OUT: readonly string[] = ['media-required', 'thread-not-offered']

/**
 * Writes a draft and saves it, as a composer does, for those of `accounts` that Chirp's own checks let it go to. `label` makes its texts its own.
 * Rejects with `ProcessEnded`, and with a sentence where the checks have more to say than what kind of draft it is.
 */
export async function writeDraft(core: CoreProcess, kind: DraftKind, label: string, accounts: readonly string[]): Promise<WrittenDraft> {
  const texts = Array.from({ length: kind === 'thread' ? THREAD : 1 }, (_, index) => `${label}, part ${index + 1} of what I saw today`)
  const draft = await core.need('drafts.create', { replyTo: null, quote: null, targets: [...accounts], text: texts[0] ?? '' })
  const alts = Array.from({ length: PICTURES[kind] }, (_, index) => `${label}, picture ${index + 1}`)
  const media: DraftMedia[] = []
  for (const alt of alts) media.push({ ...(await addPicture(core, alt)), alt })
  const [first] = draft.content.segments
  if (first === undefined) throw new Error('A draft without a segment')
  const segments = texts.map((text, index) => (index === 0 ? { ...first, text, media } : { ...first, id: `${first.id}-${index}`, text }))
  const written = await core.need('drafts.save', { ...draft, content: { ...draft.content, segments } })
  const refused = (await core.need('publishing.validate', { draftId: draft.id })).filter(({ severity }) => severity === 'error')
  const unforeseen = refused.filter(({ accountId, code }) => accountId === null || !LEFT_OUT.includes(code))
  if (unforeseen.length > 0) throw new Error(`${label} may not go out: ${JSON.stringify(unforeseen)}`)
  const targets = written.targets.filter(({ accountId }) => refused.every((problem) => problem.accountId !== accountId))
  if (targets.length < written.targets.length) await core.need('drafts.save', { ...written, targets })
  return { draftId: draft.id, kind, texts, alts, targets: targets.map(({ accountId }) => accountId) }
}

/** Presses Post. A second press is harmless, so a press whose answer was lost may be repeated. Rejects with `ProcessEnded`. */
export async function pressPost(core: CoreProcess, { draftId }: WrittenDraft): Promise<void> {
  const { revision } = await core.need('drafts.get', { id: draftId })
  await core.need('publishing.publish', { draftId, revision })
}

/** A picture like no other, copied into Chirp's own folder. */
async function addPicture(core: CoreProcess, name: string): Promise<DraftMedia> {
  const hash = createHash('sha256').update(name).digest()
  const bytes = encodePng(24 + hash.readUInt8(0), 24 + hash.readUInt8(1), { hue: hash.readUInt16BE(2) % 360, pattern: 'rings' })
  const { uploadId } = await core.need('media.begin', { fileName: `${name}.png`, mimeType: 'image/png', bytes: bytes.byteLength })
  await core.need('media.append', { uploadId, chunk: Buffer.from(bytes).toString('base64') })
  return core.need('media.finish', { uploadId })
}
