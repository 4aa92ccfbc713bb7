import { mediaKind } from '../../../../shared/compose/resolve-capabilities.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { fileSize } from '../../../text/file-size.ts'
import { mimeNames } from '../../../text/mime-names.ts'
import { problemWords } from '../../../i18n/problem-words.ts'
import { asAttached, type Fit, type SentFile } from './use-fits.ts'

/** Accounts that get the same of a file. `names` says which they are: networks, or handles where not all of a network are among them. */
export type FitGroup = {
  readonly accounts: readonly Account[]
  readonly names: string
  readonly fit: Extract<Fit, { kind: 'sent' | 'refused' }>
}

/** Accounts by what they get, in their order; those that is not known of yet are left out. `fits` is in the order of `accounts`. */
export function groupFits(accounts: readonly Account[], fits: readonly Fit[]): readonly FitGroup[] {
  const groups = new Map<string, { fit: FitGroup['fit']; accounts: Account[] }>()
  for (const [index, account] of accounts.entries()) {
    const fit = fits[index]
    if (fit === undefined || fit.kind === 'preparing' || fit.kind === 'unknown') continue
    const same = JSON.stringify(fit)
    const group = groups.get(same)
    if (group === undefined) groups.set(same, { fit, accounts: [account] })
    else group.accounts.push(account)
  }
  return [...groups.values()].map((group) => ({ ...group, names: namesOf(group.accounts, accounts) }))
}

function namesOf(some: readonly Account[], all: readonly Account[]): string {
  const names = some.map(({ platform, platformName, handle }) =>
    all.every((one) => one.platform !== platform || some.includes(one)) ? platformName : `@${handle}`,
  )
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(new Set(names))
}

/** `2000 × 1500, JPEG, 1.2 MB`; what is not known is left out. */
export function fileFacts({ width, height, mimeType, bytes }: Omit<SentFile, 'changes' | 'previewUrl'>): string {
  const pixels = width === null || height === null ? [] : [t('composer.fit.pixels', { width, height })]
  return [...pixels, mimeNames(mimeType), fileSize(bytes)].join(', ')
}

/** What of a file is different when it is sent: `2000 × 1500, JPEG, 1.2 MB, metadata removed`. Empty where nothing is. */
export function changedFacts(media: DraftMedia, file: SentFile): string {
  const { changes, width, height } = file
  if (changes.length === 0) return ''
  const facts: string[] = []
  if (changes.includes('size') && width !== null && height !== null) facts.push(t('composer.fit.pixels', { width, height }))
  if (changes.includes('format')) facts.push(mimeNames(file.mimeType))
  if (fileSize(file.bytes) !== fileSize(media.bytes)) facts.push(fileSize(file.bytes))
  for (const change of ['metadata', 'upright', 'background'] as const)
    if (changes.includes(change)) facts.push(t(`composer.fit.short.${change}`))
  return facts.length === 0 ? t('composer.fit.short.quality') : facts.join(', ')
}

/** What was done to a file, a sentence each; that nothing was, where it is the one that was attached. */
export function changeSentences({ changes, mimeType }: SentFile): readonly string[] {
  if (changes.length === 0) return [t('composer.fit.unchanged')]
  return changes.map((change) => t(`composer.fit.long.${change}`, { type: mimeNames(mimeType) }))
}

/** Why a file cannot go to some accounts, in the words of the list of problems. */
export function refusalWords({ fileName }: DraftMedia, { fit, names }: FitGroup): string {
  if (fit.kind === 'sent') return ''
  const values = { ...fit.values, fileName }
  return problemWords({ code: fit.code, values }, { target: names, number: 1, several: false }).replaceAll('**', '')
}

/** Types that a page shows as they are. */
const SHOWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/** Where a file can be seen: as it was attached, or, of a picture no page can show, as it is sent to somebody. Null where it cannot. */
export function shownUrl(media: DraftMedia, groups: readonly FitGroup[]): string | null {
  if (mediaKind(media.mimeType) !== 'image') return media.previewUrl
  const files = [asAttached(media), ...groups.flatMap(({ fit }) => (fit.kind === 'sent' ? [fit.file] : []))]
  return files.find(isShown)?.previewUrl ?? null
}

/** Whether a page can show a picture of this type. */
export function isShown({ mimeType }: Pick<SentFile, 'mimeType'>): boolean {
  return SHOWN.has(mimeType)
}
