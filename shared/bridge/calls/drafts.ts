import { z } from 'zod'
import { AccountId, LocalId, PostId } from '../../ids.ts'
import { Draft, DraftContent, DraftMedia, DraftOptions, DraftTarget } from '../../model/draft.ts'
import { FitChange } from '../../model/media-fit.ts'
import { command, query } from '../define.ts'
import { DraftSummary } from '../views.ts'
import { done } from './shapes.ts'

const newDraft = z.object({
  replyTo: PostId.nullable(),
  quote: PostId.nullable(),
  targets: z.array(AccountId).nullable(),
  text: z.string(),
})
/** Drafts, and the files that are attached to them. */
export const draftCalls = {
  /** Open drafts, or those discarded lately, the newest first; only those with every word of `search` in any of their texts. */
  'drafts.list': query(z.object({ search: z.string().max(500).default(''), discarded: z.boolean().default(false) }), z.array(DraftSummary)),
  'drafts.get': query(z.object({ id: LocalId }), Draft),
  /** The draft that a composer begins with: where it goes and how it opens. Nothing is stored before its first `drafts.save`. */
  'drafts.begin': query(newDraft, Draft),
  'drafts.create': command(newDraft, Draft),
  /**
   * Refused with `conflict` when `revision` is not the stored one. Answers the saved draft with its new revision. `begun` is for one
   * that was only begun: it is stored with this save, and a repeat of that save does no harm.
   */
  'drafts.save': command(
    z.object({
      id: LocalId,
      revision: z.number().int(),
      content: DraftContent,
      targets: z.array(DraftTarget),
      options: DraftOptions,
      begun: z.object({ replyTo: PostId.nullable(), quote: PostId.nullable() }).nullable().default(null),
    }),
    Draft,
  ),
  'drafts.discard': command(z.object({ id: LocalId }), done),
  'drafts.restore': command(z.object({ id: LocalId }), Draft),
  /** Begins to copy a file in; chunks follow in order. The size is checked at the end. */
  'media.begin': command(
    z.object({ fileName: z.string().min(1).max(255), mimeType: z.string().max(200), bytes: z.number().int().positive() }),
    z.object({ uploadId: LocalId }),
  ),
  /** `chunk` is base64 of at most 1 MiB. */
  'media.append': command(z.object({ uploadId: LocalId, chunk: z.string().max(1_500_000) }), done),
  'media.finish': command(z.object({ uploadId: LocalId }), DraftMedia),
  /**
   * What an account will get of an attached file, made now where it was not yet: pictures take up to some seconds. `kept` is the file as it
   * was attached. Of a refused file the facts are its own, and `code` with `values` is a problem as in `DraftProblem`, without the names of
   * file and target.
   */
  'media.fit': query(
    z.object({ sha256: DraftMedia.shape.sha256, accountId: AccountId }),
    z.object({
      as: z.enum(['kept', 'fitted', 'refused']),
      mimeType: z.string(),
      bytes: z.number().int(),
      width: z.number().int().nullable(),
      height: z.number().int().nullable(),
      previewUrl: z.string(),
      changes: z.array(FitChange),
      code: z.string().nullable(),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
} as const
