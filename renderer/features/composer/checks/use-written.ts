import { useMemo } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftContent, DraftSegment } from '../../../../shared/model/draft.ts'
import { useFitProblems } from '../media/use-fit-problems.ts'
import { isSameList, useSame } from '../hooks/use-same.ts'
import type { ComposerEntry } from '../model/composer-store.ts'
import { shownContent } from '../model/reducer.ts'
import { hasSameShape, saysSame } from '../model/same-draft.ts'
import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import type { Referred } from './contexts.ts'
import { accountsOfVersion, overflows } from './counting.ts'
import { isSameLine, problemLines, type ProblemLine } from './problem-lines.ts'
import { useChecked, useCounted, type Checked, type CheckOptions, type Planned } from './use-checked.ts'

/** Where alone the draft can go, since it answers or quotes a post there. Null = anywhere. */
export type OnlyOn = { readonly platform: string; readonly name: string } | null

/**
 * What is written, as the parts of the composer show it. A key is on the screen in the frame it was pressed in: it shows its own post and
 * the counters anew, and the rest of the panel only where that has changed. Everything here therefore stays the same object as long as it
 * says the same.
 */
export type Written = {
  /** The version that is shown, as it is now. */
  readonly content: DraftContent
  /** The post that options and files go to: the one with the caret. */
  readonly segment: DraftSegment | undefined
  /** The draft without its words: it changes only with what the options show. */
  readonly shape: Draft
  readonly shapeContent: DraftContent
  readonly checked: Checked
  /** What the counters count. */
  readonly counted: Planned
  /** Files that cannot be made to fit. */
  readonly unfit: readonly DraftProblem[]
  readonly lines: readonly ProblemLine[]
  /** The lines that stand in the way of posting. */
  readonly bad: readonly ProblemLine[]
  readonly targets: readonly Account[]
  /** The accounts that get the version that is shown. */
  readonly writers: readonly Account[]
  /** By segment, where its text gets too long. UTF-16 offsets. */
  readonly overflow: ReadonlyMap<string, number>
  readonly onlyOn: OnlyOn
}

type WrittenInput = CheckOptions & {
  readonly entry: ComposerEntry
  readonly accounts: readonly Account[]
  readonly reply: Referred
  readonly quote: Referred
  /** Whether posting was tried: what is missing is said only then. */
  readonly pressed: boolean
  /** The post that had the caret last. */
  readonly active: string | null
}

/** See {@link Written}. */
export function useWritten({ entry, accounts, reply, quote, remind, mediaHost, pressed, active }: WrittenInput): Written {
  const { writing } = entry
  const { draft, version, withoutAlt, asText } = writing
  const content = shownContent(writing)
  const segment: DraftSegment | undefined = content.segments.find(({ id }) => id === active) ?? content.segments.at(-1)
  const written = useSame(draft, saysSame)
  const shape = useSame(draft, hasSameShape)
  const shapeContent = shownContent({ draft: shape, version })
  const checked = useChecked(written, accounts, reply, quote, { remind, mediaHost })
  const counted = useCounted(written, accounts, checked)
  const unfit = useFitProblems(written, accounts)
  const lines = useSame(
    useMemo(
      () => problemLines([...checked.problems, ...unfit], checked.draft, accounts, { pressed, withoutAlt, asText }),
      [checked, unfit, accounts, pressed, withoutAlt, asText],
    ),
    isSameLines,
  )
  const bad = useSame(
    lines.filter(({ tone }) => tone === 'bad'),
    isSameList,
  )
  const targets = useSame(
    draft.targets.flatMap(({ accountId }) => accounts.find(({ id }) => id === accountId) ?? []),
    isSameList,
  )
  const writers = useSame(accountsOfVersion(draft, version, accounts), isSameList)
  const overflow = useMemo(
    () => overflows(checked.draft, shownContent({ draft: checked.draft, version }), writers, checked.plans),
    [checked, version, writers],
  )
  const referred = reply ?? quote ?? null
  const onlyOn = useSame(referred === null ? null : { platform: referred.post.platform, name: referred.platformName }, isSameNetwork)
  return { content, segment, shape, shapeContent, checked, counted, unfit, lines, bad, targets, writers, overflow, onlyOn }
}

function isSameLines(a: readonly ProblemLine[], b: readonly ProblemLine[]): boolean {
  return a.length === b.length && a.every((line, index) => isSameLine(line, b[index]))
}

function isSameNetwork(a: OnlyOn, b: OnlyOn): boolean {
  return a === b || (a?.platform === b?.platform && a?.name === b?.name)
}
