import type { Draft, DraftContent } from '../../../../shared/model/draft.ts'

/** Whether two states of a draft say the same; how they are stored may differ. */
export function saysSame(a: Draft, b: Draft): boolean {
  return a.content === b.content && a.targets === b.targets && isSameBesides(a, b)
}

/** Whether two states of a draft differ in nothing but the words that are written in them. */
export function hasSameShape(a: Draft, b: Draft): boolean {
  return isSameBesides(a, b) && isSameContent(a.content, b.content) && isSameTargets(a.targets, b.targets)
}

function isSameBesides(a: Draft, b: Draft): boolean {
  return a.id === b.id && a.replyTo === b.replyTo && a.quote === b.quote && a.edits === b.edits && a.options === b.options
}

function isSameContent(a: DraftContent | null, b: DraftContent | null): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  return (
    (a.contentWarning === null) === (b.contentWarning === null) &&
    a.sensitive === b.sensitive &&
    a.language === b.language &&
    a.segments.length === b.segments.length &&
    a.segments.every((segment, index) => {
      const other = b.segments[index]
      return segment === other || (segment.id === other?.id && segment.media === other.media && segment.poll === other.poll)
    })
  )
}

function isSameTargets(a: Draft['targets'], b: Draft['targets']): boolean {
  return (
    a.length === b.length &&
    a.every((target, index) => {
      const other = b[index]
      if (target === other) return true
      return (
        target.accountId === other?.accountId &&
        target.visibility === other.visibility &&
        target.replyPolicy === other.replyPolicy &&
        target.quotePolicy === other.quotePolicy &&
        target.topicTag === other.topicTag &&
        isSameContent(target.override, other.override)
      )
    })
  )
}
