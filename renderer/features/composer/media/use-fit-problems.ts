import { useMemo, useState } from 'react'
import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import { contentFor } from '../../../../shared/compose/draft-content.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { useFits, type Fit, type FileTarget } from './use-fits.ts'

/** Whatever the target: the file itself is not what it should be. */
const OF_THE_FILE = ['media-unreadable', 'media-too-large-to-open']

/** A file of a draft, the account it goes to, and where it stands. */
type PlacedFile = FileTarget & {
  readonly segmentId: string
  /** It is in the text that is shared. */
  readonly shared: boolean
}

/** What shows of a draft's files only when they are opened to make them fit: those that cannot go out, as `validateDraft` would say it. */
export function useFitProblems(draft: Draft, accounts: readonly Account[]): readonly DraftProblem[] {
  const now = filesOf(draft, accounts)
  const [files, setFiles] = useState(now)
  // Every key changes the draft, and hardly one its files.
  if (!isSame(files, now)) setFiles(now)
  const fits = useFits(files)
  return useMemo(() => problemsOf(files, fits), [files, fits])
}

function filesOf(draft: Draft, accounts: readonly Account[]): readonly PlacedFile[] {
  return draft.targets.flatMap((target) => {
    const account = accounts.find(({ id }) => id === target.accountId)
    if (account === undefined) return []
    const shared = target.override === null
    return contentFor(draft, target).segments.flatMap(({ id, media }) =>
      media.map((one) => ({ media: one, account, segmentId: id, shared })),
    )
  })
}

function isSame(some: readonly PlacedFile[], others: readonly PlacedFile[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index]
      return (
        one.media.id === other?.media.id &&
        one.account === other.account &&
        one.segmentId === other.segmentId &&
        one.shared === other.shared
      )
    })
  )
}

function problemsOf(files: readonly PlacedFile[], fits: readonly Fit[]): readonly DraftProblem[] {
  const found: DraftProblem[] = []
  const said = new Set<string>()
  for (const [index, { media, account, segmentId, shared }] of files.entries()) {
    const fit = fits[index]
    if (fit?.kind !== 'refused' || !fit.onlyOpened) continue
    // Once for all who share it, where it is no matter of the target.
    const forAll = shared && OF_THE_FILE.includes(fit.code)
    if (forAll && said.has(media.id)) continue
    if (forAll) said.add(media.id)
    const { handle, platformName: network } = account
    found.push({
      accountId: forAll ? null : account.id,
      segmentId,
      mediaId: media.id,
      severity: 'error',
      code: fit.code,
      values: { handle, network, ...fit.values, fileName: media.fileName },
    })
  }
  return found
}
