import { contentFor, isBlank } from '../../../../shared/compose/draft-content.ts'
import { assertNever } from '../../../../shared/errors.ts'
import type { Visibility } from '../../../../shared/model/canonical-post.ts'
import type {
  Draft,
  DraftContent,
  DraftMedia,
  DraftMention,
  DraftOptions,
  DraftPoll,
  DraftSegment,
  DraftTarget,
} from '../../../../shared/model/draft.ts'
import { withMention } from '../text/same-person.ts'

/** A draft while it is written in one composer. */
export type Writing = {
  /** What is written. Its `revision` is that of the newest save known here. */
  readonly draft: Draft
  /** Whose version the editor shows: an account with a version of its own, or null for the shared one. */
  readonly version: string | null
  /** Targets that were taken out, so that putting one back brings its own version back. */
  readonly aside: readonly DraftTarget[]
  /** Goes up with every change that has to be saved; `saved` is how far the store has it. */
  readonly changes: number
  readonly saved: number
  /** The person said that it may go out without alt text. */
  readonly withoutAlt: boolean
  /** Versions whose language the person chose. */
  readonly languageChosen: readonly (string | null)[]
  /** Names that may stay plain text where they are not known: `platform @handle`. */
  readonly asText: readonly string[]
}

/** Everything that happens to a draft in the composer. Ids of new parts come from outside, so that this stays pure. */
export type ComposerAction =
  | { readonly kind: 'target-toggled'; readonly accountId: string }
  | { readonly kind: 'target-left-out'; readonly accountId: string }
  | { readonly kind: 'text-typed'; readonly segmentId: string; readonly text: string }
  | { readonly kind: 'segment-added'; readonly id: string }
  | { readonly kind: 'segment-removed'; readonly segmentId: string }
  | {
      readonly kind: 'segment-split'
      readonly segmentId: string
      readonly parts: readonly { readonly id: string; readonly text: string }[]
    }
  /** `version` is the one the file was dropped into: another may be shown by the time it is copied. */
  | { readonly kind: 'media-added'; readonly version: string | null; readonly segmentId: string; readonly media: DraftMedia }
  | { readonly kind: 'media-removed'; readonly mediaId: string }
  | { readonly kind: 'media-moved'; readonly mediaId: string; readonly to: number }
  | { readonly kind: 'alt-typed'; readonly mediaId: string; readonly alt: string }
  | { readonly kind: 'poll-set'; readonly segmentId: string; readonly poll: DraftPoll | null }
  | { readonly kind: 'warning-set'; readonly warning: string | null }
  | { readonly kind: 'language-set'; readonly language: string | null }
  /** What the text itself says; nothing once the person has chosen for that version. */
  | { readonly kind: 'language-guessed'; readonly version: string | null; readonly language: string }
  | { readonly kind: 'sensitive-set'; readonly sensitive: boolean }
  | { readonly kind: 'focal-point-set'; readonly mediaId: string; readonly focalPoint: DraftMedia['focalPoint'] }
  | {
      readonly kind: 'policy-set'
      readonly accountIds: readonly string[]
      readonly policy: Partial<Pick<DraftTarget, 'replyPolicy' | 'quotePolicy' | 'topicTag'>>
    }
  | { readonly kind: 'options-set'; readonly options: Partial<DraftOptions> }
  | { readonly kind: 'visibility-set'; readonly accountIds: readonly string[]; readonly visibility: Visibility | null }
  | { readonly kind: 'version-begun'; readonly accountId: string }
  | { readonly kind: 'version-dropped'; readonly accountId: string }
  | { readonly kind: 'version-shown'; readonly version: string | null }
  /** Somebody was named, or it was said who they are elsewhere. */
  | { readonly kind: 'mention-known'; readonly mention: DraftMention }
  | { readonly kind: 'alt-waived' }
  | { readonly kind: 'mention-waived'; readonly mention: string }
  /** The store has everything up to `changes`. */
  | { readonly kind: 'saved'; readonly changes: number; readonly draft: Pick<Draft, 'id' | 'revision' | 'updatedAt'> }

/** A stored draft, as it is opened. */
export function beginWriting(draft: Draft, languageChosen: Writing['languageChosen'] = []): Writing {
  return { draft, version: null, aside: [], changes: 0, saved: 0, withoutAlt: false, languageChosen, asText: [] }
}

/** What the editor shows. */
export function shownContent({ draft, version }: Pick<Writing, 'draft' | 'version'>): DraftContent {
  const target = version === null ? undefined : draft.targets.find(({ accountId }) => accountId === version)
  return target === undefined ? draft.content : contentFor(draft, target)
}

export function hasUnsaved({ changes, saved }: Pick<Writing, 'changes' | 'saved'>): boolean {
  return changes !== saved
}

/** Nothing that could be missed: no file, no poll, and no more text than the `opening` that nobody wrote (whom a reply names). */
export function isUntouched({ content, targets }: Pick<Draft, 'content' | 'targets'>, opening: string): boolean {
  return [content, ...targets.flatMap(({ override }) => override ?? [])].every((version) =>
    version.segments.every(({ text, media, poll }) => media.length === 0 && poll === null && (isBlank(text) || text === opening)),
  )
}

export function reduce(writing: Writing, action: ComposerAction): Writing {
  const { draft } = writing
  switch (action.kind) {
    case 'target-toggled':
      return draft.targets.some(({ accountId }) => accountId === action.accountId)
        ? takeOut(writing, action.accountId)
        : putIn(writing, action.accountId)
    case 'target-left-out':
      return takeOut(writing, action.accountId)
    case 'text-typed':
      return inSegment(writing, action.segmentId, (segment) => ({ ...segment, text: action.text }))
    case 'segment-added':
      return inContent(writing, (content) => ({ ...content, segments: [...content.segments, emptySegment(action.id)] }))
    case 'segment-removed':
      return inContent(writing, (content) =>
        content.segments.length === 1 ? content : { ...content, segments: content.segments.filter(({ id }) => id !== action.segmentId) },
      )
    case 'segment-split':
      return inContent(writing, (content) => ({
        ...content,
        segments: content.segments.flatMap((segment) =>
          segment.id === action.segmentId && action.parts.length > 0 ? splitInto(segment, action.parts) : segment,
        ),
      }))
    case 'media-added':
      return addMedia(writing, action)
    case 'media-removed':
      return inMedia(writing, action.mediaId, (media) => media.filter(({ id }) => id !== action.mediaId))
    case 'media-moved':
      return inMedia(writing, action.mediaId, (media) => move(media, action.mediaId, action.to))
    case 'alt-typed':
      return inMedia(writing, action.mediaId, (media) =>
        media.map((one) => (one.id === action.mediaId ? { ...one, alt: action.alt } : one)),
      )
    case 'poll-set':
      return inSegment(writing, action.segmentId, (segment) => ({ ...segment, poll: action.poll }))
    case 'warning-set':
      return inContent(writing, (content) => ({ ...content, contentWarning: action.warning }))
    case 'language-set':
      return {
        ...inContent(writing, (content) => ({ ...content, language: action.language })),
        languageChosen: [...writing.languageChosen, ownVersion(writing)],
      }
    case 'language-guessed':
      return guessed(writing, action)
    case 'sensitive-set':
      return inContent(writing, (content) => ({ ...content, sensitive: action.sensitive }))
    case 'focal-point-set':
      return inMedia(writing, action.mediaId, (media) =>
        media.map((one) => (one.id === action.mediaId ? { ...one, focalPoint: action.focalPoint } : one)),
      )
    case 'policy-set':
      return changed(writing, {
        ...draft,
        targets: draft.targets.map((target) => (action.accountIds.includes(target.accountId) ? { ...target, ...action.policy } : target)),
      })
    case 'options-set':
      return changed(writing, { ...draft, options: { ...draft.options, ...action.options } })
    case 'visibility-set':
      return changed(writing, {
        ...draft,
        targets: draft.targets.map((target) =>
          action.accountIds.includes(target.accountId) ? { ...target, visibility: action.visibility } : target,
        ),
      })
    case 'version-begun':
      return { ...changed(writing, withOverride(draft, action.accountId, draft.content)), version: action.accountId }
    case 'version-dropped':
      return { ...changed(writing, withOverride(draft, action.accountId, null)), version: null }
    case 'version-shown':
      return { ...writing, version: action.version }
    case 'mention-known':
      return changed(writing, { ...draft, options: { ...draft.options, mentions: withMention(draft.options.mentions, action.mention) } })
    case 'alt-waived':
      return { ...writing, withoutAlt: true }
    case 'mention-waived':
      return { ...writing, asText: [...writing.asText, action.mention] }
    case 'saved': {
      const { id, revision, updatedAt } = action.draft
      return { ...writing, draft: { ...draft, id, revision, updatedAt }, saved: action.changes }
    }
    default:
      return assertNever(action)
  }
}

function changed(writing: Writing, draft: Draft): Writing {
  return { ...writing, draft, changes: writing.changes + 1 }
}

/** The account whose own version is shown; null where it is the shared one. */
function ownVersion({ draft, version }: Pick<Writing, 'draft' | 'version'>): string | null {
  return draft.targets.some(({ accountId, override }) => accountId === version && override !== null) ? version : null
}

function guessed(writing: Writing, { version, language }: Extract<ComposerAction, { kind: 'language-guessed' }>): Writing {
  if (writing.languageChosen.includes(version) || shownContent({ ...writing, version }).language === language) return writing
  return { ...inContent({ ...writing, version }, (content) => ({ ...content, language })), version: writing.version }
}

function takeOut(writing: Writing, accountId: string): Writing {
  const { draft, aside, version } = writing
  const taken = draft.targets.filter((target) => target.accountId === accountId)
  if (taken.length === 0) return writing
  const targets = draft.targets.filter((target) => target.accountId !== accountId)
  return {
    ...changed(writing, { ...draft, targets }),
    aside: [...aside.filter((target) => target.accountId !== accountId), ...taken],
    version: version === accountId ? null : version,
  }
}

function putIn(writing: Writing, accountId: string): Writing {
  const { draft, aside } = writing
  const target = aside.find((one) => one.accountId === accountId) ?? {
    accountId,
    override: null,
    visibility: null,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
  }
  return changed(writing, { ...draft, targets: [...draft.targets, target] })
}

function withOverride(draft: Draft, accountId: string, override: DraftContent | null): Draft {
  return { ...draft, targets: draft.targets.map((target) => (target.accountId === accountId ? { ...target, override } : target)) }
}

/** Changes the version that is shown. */
function inContent(writing: Writing, change: (content: DraftContent) => DraftContent): Writing {
  const { draft, version } = writing
  const target = draft.targets.find(({ accountId }) => version !== null && accountId === ownVersion({ draft, version }))
  if (target === undefined) return changed(writing, { ...draft, content: change(draft.content) })
  return changed(writing, withOverride(draft, target.accountId, change(contentFor(draft, target))))
}

function inSegment(writing: Writing, segmentId: string, change: (segment: DraftSegment) => DraftSegment): Writing {
  return inContent(writing, (content) => ({
    ...content,
    segments: content.segments.map((segment) => (segment.id === segmentId ? change(segment) : segment)),
  }))
}

function inMedia(writing: Writing, mediaId: string, change: (media: DraftMedia[]) => DraftMedia[]): Writing {
  return inContent(writing, (content) => ({
    ...content,
    segments: content.segments.map((segment) =>
      segment.media.some(({ id }) => id === mediaId) ? { ...segment, media: change(segment.media) } : segment,
    ),
  }))
}

function addMedia(writing: Writing, { version, segmentId, media }: Extract<ComposerAction, { kind: 'media-added' }>): Writing {
  const shown = writing.version
  const into = inContent({ ...writing, version }, (content) => {
    // The segment may have been removed while the file was copied: the file stays with the draft.
    const wanted = content.segments.find(({ id }) => id === segmentId) ?? content.segments.at(-1)
    return {
      ...content,
      segments: content.segments.map((segment) => (segment === wanted ? { ...segment, media: [...segment.media, media] } : segment)),
    }
  })
  return { ...into, version: shown }
}

function move(media: readonly DraftMedia[], mediaId: string, to: number): DraftMedia[] {
  const moving = media.filter(({ id }) => id === mediaId)
  const others = media.filter(({ id }) => id !== mediaId)
  return others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, ...moving)
}

function emptySegment(id: string): DraftSegment {
  return { id, text: '', media: [], poll: null }
}

/** The first part keeps the segment's id, files and poll; the others are new segments. */
function splitInto(segment: DraftSegment, parts: readonly { readonly id: string; readonly text: string }[]): DraftSegment[] {
  return parts.map(({ id, text }, index) => (index === 0 ? { ...segment, text } : { ...emptySegment(id), text }))
}
