import { createHash } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { fitRuleOf, obstaclesOf, type MediaObstacle } from '../../../shared/compose/fit-media.ts'
import { mediaKind } from '../../../shared/compose/resolve-capabilities.ts'
import type { MediaRule } from '../../../shared/model/capabilities.ts'
import type { FitChange, FitRule } from '../../../shared/model/media-fit.ts'
import type { Clock } from '../../core/ports.ts'
import { fitPicture, type PictureRefusal } from '../../media/fit-picture.ts'
import { createTurns } from '../../media/take-turns.ts'
import type { Store } from '../../store/open-database.ts'
import { getMediaFile, type MediaFile } from '../../store/tables/media-files.ts'
import { deleteMediaVariant, getMediaVariant, putMediaVariant, type MediaVariant } from '../../store/tables/media-variants.ts'
import type { MediaFolder } from './media-folder.ts'

/** A file as a target gets it. */
export type FittedFile = {
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  /** Empty: it is the file that was attached. */
  readonly changes: readonly FitChange[]
}

/** What came of it: a file, or why there is none, as a code of `problemCodes` and its values but for the names. */
export type FileFit =
  | { readonly kind: 'fitted'; readonly file: FittedFile }
  | {
      readonly kind: 'refused'
      readonly code: PictureRefusal | MediaObstacle['code']
      readonly values: Readonly<Record<string, string | number>>
    }
  /** Chirp does not have the file (any more). */
  | { readonly kind: 'missing' }

export type FittedFiles = {
  /** The file of a draft as a target with this rule takes it: made now, or what was made before. Rejects with the signal's reason. */
  fit(sha256: string, rule: MediaRule, signal: AbortSignal): Promise<FileFit>
  /** As `fit`, and makes nothing: null where it was not made yet, or cannot be. */
  known(sha256: string, rule: MediaRule): Promise<FittedFile | null>
}

export type FittedFilesDependencies = {
  readonly store: Store
  readonly folder: Pick<MediaFolder, 'pathOf' | 'incomingPath' | 'expect' | 'keep' | 'discard'>
  readonly clock: Clock
}

/** Goes up when the same file and rule no longer give the same bytes. */
const EDITION = 1

/**
 * Makes files fit, one at a time: a picture of a phone takes seconds of all processors and a few hundred megabytes. What was made is kept
 * beside its source as long as that is needed, so that it is made once per rule and the same is sent in every repeat.
 */
export function createFittedFiles(deps: FittedFilesDependencies): FittedFiles {
  const { store } = deps
  const turns = createTurns()
  return {
    fit: async (sha256, rule, signal) => {
      const source = store.read((db) => getMediaFile(db, sha256))
      if (source === null) return { kind: 'missing' }
      if (mediaKind(source.mimeType) !== 'image') return fitUnopened(source, rule)
      const fitRule = fitRuleOf(rule)
      const text = ruleText(fitRule)
      const before = await findMade(deps, sha256, text)
      if (before !== null) return { kind: 'fitted', file: before }
      return turns.take(async () => {
        // Whoever asked first has made it meanwhile.
        const meanwhile = await findMade(deps, sha256, text)
        return meanwhile === null ? make(deps, source, fitRule, text, signal) : { kind: 'fitted', file: meanwhile }
      }, signal)
    },

    known: async (sha256, rule) => {
      const source = store.read((db) => getMediaFile(db, sha256))
      if (source === null) return null
      return mediaKind(source.mimeType) === 'image' ? findMade(deps, sha256, ruleText(fitRuleOf(rule))) : asItIs(source)
    },
  }
}

/** What a rule asks for, always in the same words: the key of what was made for it. */
export function ruleText({ mimeTypes, maxBytes, maxPixels, maxSide }: FitRule): string {
  return JSON.stringify({ edition: EDITION, types: mimeTypes.toSorted(), bytes: maxBytes, pixels: maxPixels, side: maxSide })
}

/** Video goes as it is, or not at all. */
function fitUnopened(source: MediaFile, rule: MediaRule): FileFit {
  const obstacle = obstaclesOf({ ...source, fileName: '' }, rule).find(({ limit }) => limit?.strength !== 'soft')
  return obstacle === undefined
    ? { kind: 'fitted', file: asItIs(source) }
    : { kind: 'refused', code: obstacle.code, values: obstacle.values }
}

function asItIs({ sha256, mimeType, bytes, width, height }: MediaFile): FittedFile {
  return { sha256, mimeType, bytes, width, height, changes: [] }
}

/** What was made before; forgotten where its file is gone, as after a copy of the data folder without its media. */
async function findMade({ store, folder }: FittedFilesDependencies, sha256: string, rule: string): Promise<FittedFile | null> {
  const variant = store.read((db) => getMediaVariant(db, sha256, rule))
  if (variant === null) return null
  const isThere = await stat(folder.pathOf(variant.sha256)).then(
    ({ size }) => size === variant.bytes,
    () => false,
  )
  if (isThere) return fileOf(variant)
  store.write((db) => deleteMediaVariant(db, variant))
  return null
}

function fileOf({ sha256, mimeType, bytes, width, height, changes }: MediaVariant): FittedFile {
  return { sha256, mimeType, bytes, width, height, changes }
}

async function make(deps: FittedFilesDependencies, source: MediaFile, rule: FitRule, text: string, signal: AbortSignal): Promise<FileFit> {
  const { store, folder, clock } = deps
  const { sha256, mimeType, bytes } = source
  const made = await fitPicture({ path: folder.pathOf(sha256), mimeType, bytes }, rule, signal)
  if (made.kind === 'refused') {
    const values = { mimeType, bytes, limit: rule.maxBytes, allowed: rule.mimeTypes.join(', ') }
    return { kind: 'refused', code: made.code, values }
  }
  const file: FittedFile =
    made.kind === 'kept'
      ? { ...asItIs(source), width: made.width, height: made.height }
      : {
          sha256: createHash('sha256').update(made.bytes).digest('hex'),
          mimeType: made.mimeType,
          bytes: made.bytes.length,
          width: made.width,
          height: made.height,
          changes: made.changes,
        }
  // A sweep must not remove it between the moment it comes in and the moment it is written down.
  using _coming = folder.expect(file.sha256)
  if (made.kind !== 'kept') await keep(folder, made.bytes, file.sha256)
  // The file is there before its row: a crash in between leaves a file nobody knows, which the sweep finds.
  const stored = store.write((db) => {
    // Its source was given up meanwhile.
    if (getMediaFile(db, sha256) === null) return null
    putMediaVariant(db, { ...file, sourceSha256: sha256, rule: text, createdAt: clock() })
    return getMediaVariant(db, sha256, text)
  })
  return stored === null ? { kind: 'missing' } : { kind: 'fitted', file: fileOf(stored) }
}

async function keep(folder: FittedFilesDependencies['folder'], bytes: Buffer, sha256: string): Promise<void> {
  const path = await folder.incomingPath()
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
    await folder.keep(path, sha256)
  } catch (error) {
    await folder.discard(path)
    throw error
  }
}
