import { z } from 'zod'
import { AccountId, LocalId } from '../ids.ts'

/** A problem of a draft for one target, or for the draft as a whole (`accountId` null). */
export const DraftProblem = z.object({
  accountId: AccountId.nullable(),
  segmentId: LocalId.nullable(),
  mediaId: LocalId.nullable(),
  severity: z.enum(['error', 'warning']),
  /** A key below `problem` in `en.json`. */
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type DraftProblem = z.infer<typeof DraftProblem>
