import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { sniffMediaType } from '../../core/sniff-media-type.ts'
import { readPictureFacts, type Unopened } from '../../media/picture-facts.ts'
import { readVideoFacts } from '../../media/read-video.ts'
import type { MediaFolder } from '../../outbox/media/media-folder.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { deleteDraft, draftsInState, isUnwritten, purgeDiscardedDrafts, versionsOf } from '../../store/tables/drafts.ts'
import { deleteMediaFile, getMediaFile, mediaFilesOlderThan, putMediaFile } from '../../store/tables/media-files.ts'
import { findVariantFile, variantsOfFile } from '../../store/tables/media-variants.ts'
import type { MediaAddress } from '../dependencies.ts'
import type { NewLocalId } from './local-id.ts'

/** Bounds of what is copied in; what a network takes is its own, lower limit. */
const MEDIA_BOUNDS = { bytes: 1_000_000_000, imageBytes: 100_000_000, chunkBytes: 1_048_576 } as const

/** A file that nothing refers to is left alone for so long: it may be on its way into a draft. */
const YOUNG_MS = 60 * 60_000
/** A discarded draft can be restored for so long. */
const DISCARDED_KEPT_MS = 30 * 24 * 60 * 60_000
/** A draft nothing was written into may still be open in a window. */
const EMPTY_KEPT_MS = 7 * 24 * 60 * 60_000

type Upload = {
  readonly path: string
  readonly file: FileHandle
  readonly hash: Hash
  readonly fileName: string
  readonly expectedBytes: number
  readonly begunAt: number
  head: Buffer
  receivedBytes: number
  /** Chunks are written one after the other, whatever the caller does. */
  writing: Promise<void>
}

export type DraftMediaDependencies = {
  readonly store: Store
  readonly folder: MediaFolder
  readonly mediaAddress: MediaAddress
  readonly clock: Clock
  /** Counts ms and cannot be set. */
  readonly monotonic: Clock
  readonly log: Log
  readonly newId: NewLocalId
}

export type DraftMediaService = {
  readonly begin: (input: ParsedInput<'media.begin'>) => Promise<Result<Output<'media.begin'>>>
  readonly append: (input: ParsedInput<'media.append'>) => Promise<Result<Output<'media.append'>>>
  readonly finish: (input: ParsedInput<'media.finish'>) => Promise<Result<Output<'media.finish'>>>
  /** Removes files that no draft and no unfinished run needs, and drafts that were discarded or empty for long. Never throws. */
  readonly sweep: () => Promise<void>
}

/** Copies attached files into Chirp's own folder, so that a draft does not depend on the original. */
export function createDraftMedia(deps: DraftMediaDependencies): DraftMediaService {
  const uploads = new Map<string, Upload>()
  // By hash, when each file came in by the clock nobody can set: one that jumps ahead makes no file old that is on its way into a draft.
  const arrivals = new Map<string, number>()
  // A sweep must not remove a file between the moment it comes in and the moment it is written down.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  const drop = async (uploadId: string, upload: Upload): Promise<void> => {
    uploads.delete(uploadId)
    await upload.file.close().catch(() => undefined)
    await deps.folder.discard(upload.path)
  }

  return {
    begin: async (input) => {
      if (input.bytes > MEDIA_BOUNDS.bytes) return failure(tooLarge(MEDIA_BOUNDS.bytes, input.bytes))
      for (const [id, upload] of uploads) if (upload.begunAt < deps.clock() - YOUNG_MS) await drop(id, upload)
      const path = await deps.folder.incomingPath()
      const uploadId = deps.newId('upl')
      uploads.set(uploadId, {
        path,
        file: await open(path, 'wx', 0o600),
        hash: createHash('sha256'),
        fileName: plainName(input.fileName),
        expectedBytes: input.bytes,
        begunAt: deps.clock(),
        head: Buffer.alloc(0),
        receivedBytes: 0,
        writing: Promise.resolve(),
      })
      return success({ uploadId })
    },

    append: async (input) => {
      const upload = uploads.get(input.uploadId)
      if (upload === undefined) return failure(invalid('uploadId', 'upload-unknown'))
      const chunk = decodeBase64(input.chunk)
      if (chunk === null || chunk.length > MEDIA_BOUNDS.chunkBytes) return failure(invalid('chunk', 'chunk-invalid'))
      if (upload.receivedBytes + chunk.length > upload.expectedBytes) {
        await drop(input.uploadId, upload)
        return failure(invalid('chunk', 'media-size-differs', { expected: upload.expectedBytes }))
      }
      upload.receivedBytes += chunk.length
      upload.hash.update(chunk)
      if (upload.head.length < 64) upload.head = Buffer.concat([upload.head, chunk.subarray(0, 64)])
      upload.writing = upload.writing.then(() => upload.file.writeFile(chunk))
      await upload.writing
      return success({})
    },

    finish: async (input) => {
      const upload = uploads.get(input.uploadId)
      if (upload === undefined) return failure(invalid('uploadId', 'upload-unknown'))
      uploads.delete(input.uploadId)
      try {
        await upload.writing
        if (upload.receivedBytes !== upload.expectedBytes) {
          return failure(invalid('bytes', 'media-size-differs', { expected: upload.expectedBytes, received: upload.receivedBytes }))
        }
        const mimeType = sniffMediaType(upload.head)
        if (mimeType === null || !/^(image|video)\//.test(mimeType)) return failure(invalid('file', 'media-type-unknown'))
        const isImage = mimeType.startsWith('image/')
        if (isImage && upload.receivedBytes > MEDIA_BOUNDS.imageBytes)
          return failure(tooLarge(MEDIA_BOUNDS.imageBytes, upload.receivedBytes))
        const facts = isImage ? await readPicture(upload.path, mimeType) : await readVideo(upload.path)
        if (typeof facts === 'string') return failure(invalid('file', facts))
        const { animated, ...size } = facts
        await upload.file.sync()
        await upload.file.close()
        const sha256 = upload.hash.digest('hex')
        await inTurn(async () => {
          arrivals.set(sha256, deps.monotonic())
          await deps.folder.keep(upload.path, sha256)
          deps.store.write((db) => {
            putMediaFile(db, { sha256, mimeType, bytes: upload.receivedBytes, ...size, createdAt: deps.clock() })
          })
        })
        return success({
          id: deps.newId('med'),
          sha256,
          fileName: upload.fileName,
          mimeType,
          bytes: upload.receivedBytes,
          ...size,
          ...(animated ? { animated } : {}),
          alt: '',
          focalPoint: null,
          previewUrl: deps.mediaAddress(`chirp-file:${sha256}`),
        })
      } finally {
        await drop(input.uploadId, upload)
      }
    },

    sweep: () =>
      inTurn(async () => {
        try {
          for (const [sha256, at] of arrivals) if (at < deps.monotonic() - YOUNG_MS) arrivals.delete(sha256)
          await sweep(deps, arrivals)
        } catch (error) {
          deps.log.warn('Files that are no longer needed could not be removed.', { error })
        }
      }),
  }
}

async function sweep(deps: DraftMediaDependencies, arrivals: ReadonlyMap<string, number>): Promise<void> {
  const before = deps.clock() - YOUNG_MS
  const unneeded = deps.store.write((db) => {
    purgeDiscardedDrafts(db, deps.clock() - DISCARDED_KEPT_MS)
    const needed = new Set(arrivals.keys())
    // A draft is `publishing` until all of its run is posted or given up.
    for (const draft of [...draftsInState(db, 'publishing'), ...draftsInState(db, 'discarded')]) {
      for (const sha256 of filesOf(draft)) needed.add(sha256)
    }
    for (const draft of draftsInState(db, 'open')) {
      if (isUnwritten(draft) && draft.updatedAt < deps.clock() - EMPTY_KEPT_MS) deleteDraft(db, draft.id)
      for (const sha256 of filesOf(draft)) needed.add(sha256)
    }
    const files = mediaFilesOlderThan(db, before).filter((file) => !needed.has(file.sha256))
    // What was made of a file goes with it.
    const gone = files.flatMap((file) => [file.sha256, ...variantsOfFile(db, file.sha256)])
    for (const file of files) deleteMediaFile(db, file.sha256)
    return gone.filter((sha256) => !isKnown(db, sha256) && !deps.folder.isExpected(sha256))
  })
  for (const sha256 of unneeded) await deps.folder.remove(sha256)
  // A crash between the rename and the row, or between the row's end and the file's, leaves a file nobody knows.
  for (const file of await deps.folder.list()) {
    const known = deps.folder.isExpected(file.sha256) || deps.store.read((db) => isKnown(db, file.sha256))
    if (!known && file.modifiedAt < before) await deps.folder.remove(file.sha256)
  }
  await deps.folder.clearIncoming()
}

/** A file is kept because it was attached, or because it was made of one that was. */
function isKnown(db: ReadableDatabase, sha256: string): boolean {
  return getMediaFile(db, sha256) !== null || findVariantFile(db, sha256) !== null
}

/** Hashes of all files a draft holds, in its shared version and in those of its targets. */
function filesOf(draft: Draft): string[] {
  return versionsOf(draft).flatMap((content) => content.segments.flatMap((segment) => segment.media.map((media) => media.sha256)))
}

type FileFacts = {
  /** Pixels as it is shown, so turned where its EXIF says so; null = not known. */
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly animated: boolean
}

async function readPicture(path: string, mimeType: string): Promise<FileFacts | Unopened> {
  const facts = await readPictureFacts(path, mimeType)
  if (typeof facts === 'string') return facts
  const { width, height, animated } = facts
  return { width, height, durationMs: null, animated }
}

/** A container that Chirp cannot read may be one that a network can: only its size and length are not known then. */
async function readVideo(path: string): Promise<FileFacts> {
  const facts = await readVideoFacts(path)
  return { width: facts?.width ?? null, height: facts?.height ?? null, durationMs: facts?.durationMs ?? null, animated: false }
}

/** The last part of a path, without control characters; never empty. */
function plainName(fileName: string): string {
  const name = basename(fileName.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
  return name === '' ? 'file' : name
}

function decodeBase64(text: string): Buffer | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  return Buffer.from(text, 'base64')
}

function invalid(field: string, code: string, values: Readonly<Record<string, string | number>> = {}): AppError {
  return { kind: 'invalid-input', issues: [{ field, code, values: { ...values } }] }
}

function tooLarge(limit: number, bytes: number): AppError {
  return invalid('bytes', 'media-too-large', { limit, bytes })
}
