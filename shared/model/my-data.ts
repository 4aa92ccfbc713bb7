import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Timestamp } from '../ids.ts'

/** A copy of everything. `automatic`: made once a day; `update`: before the schema changed; `replaced`: what a restored one took the place of. */
export const Backup = z.object({
  id: z.string(),
  at: Timestamp,
  kind: z.enum(['manual', 'automatic', 'update', 'replaced']),
  bytes: z.number().int(),
})
export type Backup = z.infer<typeof Backup>

/** Something long that is done with the person's data, one at a time. `done` of `total`: 0 of 0 while that is not known. */
export const DataTask = z.object({
  kind: z.enum(['export', 'backup', 'restore']),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  done: z.number(),
  total: z.number(),
  /** Where it came to lie, when it is done. */
  path: z.string().nullable(),
  error: AppError.nullable(),
})
export type DataTask = z.infer<typeof DataTask>

/**
 * What was done to the database. `restored`: the person wanted a backup back; `mended`: it was damaged and a backup took its place; `emptied`: it
 * was damaged and there was no backup.
 */
export const Mended = z.object({
  how: z.enum(['restored', 'mended', 'emptied']),
  at: Timestamp,
  /** From when the backup is. */
  backupAt: Timestamp.nullable(),
  /** The folder in which the database lies that was replaced. */
  aside: z.string(),
  /** Drafts that were taken over from the damaged one. */
  drafts: z.number().int(),
})
export type Mended = z.infer<typeof Mended>

/** What takes room: its name, how many there are, and bytes. */
export const Holding = z.object({
  kind: z.enum(['posts', 'notifications', 'search', 'rest', 'free', 'pictures', 'files', 'backups']),
  count: z.number().int().nullable(),
  bytes: z.number().int(),
})
export type Holding = z.infer<typeof Holding>
