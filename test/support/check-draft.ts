import { isPostable, validateDraft } from '../../shared/compose/validate-draft.ts'
import type { DraftProblem } from '../../shared/model/draft-problem.ts'
import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import type { DraftPoll } from '../../shared/model/draft.ts'
import type { OutgoingPost } from '../../main/connectors/connector.ts'
import { account, content, context, draft, media, segment } from '../unit/compose/build-draft.ts'

/** What of a post its draft is about. */
type Written = Pick<OutgoingPost, 'text'> & Partial<Pick<OutgoingPost, 'media' | 'contentWarning'>> & { readonly poll?: DraftPoll | null }

/** What Chirp's own rules say to a post before it is sent from an account that can do this; an empty list lets it go. */
export function refusalsOf(
  capabilities: PlatformCapabilities,
  { text, media: files = [], contentWarning = null, poll = null }: Written,
): readonly Pick<DraftProblem, 'code' | 'values'>[] {
  const of = account('writer', 'bluesky', { capabilities })
  const attached = files.map(({ sha256, fileName, mimeType, bytes, width, height, alt }, index) =>
    media({ id: `media-${index}`, sha256, fileName, mimeType, bytes, width, height, alt }),
  )
  const written = draft(content([segment(text, { media: attached, poll })], { contentWarning }), [of.id])
  const problems = validateDraft(written, [context(of)], { altTextReminder: false }).filter(({ severity }) => severity === 'error')
  if (isPostable(problems) !== (problems.length === 0)) throw new Error('What is refused cannot be posted')
  return problems.map(({ code, values }) => ({ code, values }))
}
