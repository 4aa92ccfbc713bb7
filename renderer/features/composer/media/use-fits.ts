import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { fitRuleOf, planFit } from '../../../../shared/compose/fit-media.ts'
import { mediaKind, mediaRuleFor } from '../../../../shared/compose/resolve-capabilities.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { mediaFitOptions, type FittedMedia } from '../../../queries/drafts.ts'

/** A file and an account that gets it. */
export type FileTarget = { readonly media: DraftMedia; readonly account: Account }

/** A file as it goes out, or as it was attached. */
export type SentFile = Pick<FittedMedia, 'mimeType' | 'bytes' | 'width' | 'height' | 'changes'> & { readonly previewUrl: string | null }

/** What becomes of a file at an account. */
export type Fit =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'sent'; readonly file: SentFile }
  | {
      readonly kind: 'refused'
      /** A problem as in `DraftProblem`, without the names of file and target. */
      readonly code: string
      readonly values: Readonly<Record<string, string | number>>
      /** It shows only when the file is opened, so that `validateDraft` does not say it. */
      readonly onlyOpened: boolean
    }
  /** The core could not be asked. */
  | { readonly kind: 'unknown' }

const PREPARING: Fit = { kind: 'preparing' }
const UNKNOWN: Fit = { kind: 'unknown' }

type Asked = { readonly fit: Fit } | { readonly key: string; readonly options: ReturnType<typeof mediaFitOptions> }

/**
 * What becomes of files at accounts, in the order they are given in. Asked of the core once per file, account and rule: as long as `targets`
 * is the same list nothing is even compared, so that typing costs nothing.
 */
export function useFits(targets: readonly FileTarget[]): readonly Fit[] {
  const asked = useMemo(() => targets.map(ask), [targets])
  const queries = useMemo(() => new Map(asked.flatMap((one) => ('key' in one ? [[one.key, one.options] as const] : []))), [asked])
  const answers = useQueries({ queries: useMemo(() => [...queries.values()], [queries]), combine: fitsOf })
  return useMemo(() => {
    const keys = [...queries.keys()]
    return asked.map((one) => ('fit' in one ? one.fit : (answers[keys.indexOf(one.key)] ?? PREPARING)))
  }, [asked, queries, answers])
}

/** Only pictures are made to fit; what can be told without opening the file is not asked. */
function ask({ media, account }: FileTarget): Asked {
  const rule = mediaRuleFor(media.mimeType, account.capabilities)
  const { fileName, mimeType } = media
  if (rule === null) return { fit: { kind: 'refused', code: 'media-not-offered', values: { fileName, mimeType }, onlyOpened: false } }
  const plan = planFit(media, rule)
  if (plan.kind === 'refused') {
    const { code, values } = plan.obstacle
    return { fit: { kind: 'refused', code, values, onlyOpened: false } }
  }
  if (mediaKind(mimeType) !== 'image') return { fit: { kind: 'sent', file: asAttached(media) } }
  const options = mediaFitOptions(media.sha256, account.id, fitRuleOf(rule))
  return { key: JSON.stringify(options.queryKey), options }
}

/** The facts of a file as the person chose it. */
export function asAttached({ mimeType, bytes, width, height, previewUrl }: DraftMedia): SentFile {
  return { mimeType, bytes, width, height, previewUrl, changes: [] }
}

function fitsOf(results: readonly UseQueryResult<FittedMedia>[]): readonly Fit[] {
  return results.map(({ data, isError }) => (data === undefined ? (isError ? UNKNOWN : PREPARING) : fitOf(data)))
}

function fitOf({ as, code, values, ...file }: FittedMedia): Fit {
  return as === 'refused' ? { kind: 'refused', code: code ?? 'other', values, onlyOpened: true } : { kind: 'sent', file }
}
