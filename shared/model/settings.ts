import { z } from 'zod'

/** What the person chose. Every field has a default, so that an older file always parses. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Root font size in px. */
  fontSize: z.number().int().min(12).max(24).default(16),
  typeface: z.enum(['inter', 'system']).default('inter'),
  density: z.enum(['compact', 'normal', 'roomy']).default('normal'),
  colouredMarks: z.boolean().default(false),
  reduceMotion: z.boolean().default(false),
  openWarnings: z.boolean().default(false),
  pictureSize: z.enum(['small', 'column']).default('column'),
  /** The Mentions view also shows likes, reposts and follows. */
  inboxShowsAll: z.boolean().default(false),
  altTextReminder: z.boolean().default(true),
  /** How long a post can be taken back after pressing Post, seconds. */
  undoSeconds: z.number().int().min(0).max(60).default(10),
  notifications: z.boolean().default(true),
  /** Upper bound of the picture cache on disk, bytes. */
  mediaCacheBytes: z.number().int().min(50_000_000).default(1_000_000_000),
  /** Accounts ticked when a new post is begun; empty = the first one. */
  defaultTargets: z.array(z.string()).default([]),
})
export type Settings = z.infer<typeof Settings>
