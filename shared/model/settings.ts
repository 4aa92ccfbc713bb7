import { z } from 'zod'
import { DraftMention } from './draft.ts'

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** Root font size in px. */
  fontSize: z.number().int().min(12).max(24),
  typeface: z.enum(['inter', 'system']),
  density: z.enum(['compact', 'normal', 'roomy']),
  colouredMarks: z.boolean(),
  reduceMotion: z.boolean(),
  openWarnings: z.boolean(),
  pictureSize: z.enum(['small', 'column']),
  /** The Mentions view also shows likes, reposts and follows. */
  inboxShowsAll: z.boolean(),
  altTextReminder: z.boolean(),
  /** How long a post can be taken back after pressing Post, seconds. */
  undoSeconds: z.number().int().min(0).max(60),
  notifications: z.boolean(),
  /** Upper bound of the picture cache on disk, bytes. */
  mediaCacheBytes: z.number().int().min(50_000_000),
  /** Accounts ticked when a new post is begun; empty = the first one. */
  defaultTargets: z.array(z.string()),
  /** People who were said to be the same on several networks, the last one last. */
  knownPeople: z.array(DraftMention).max(500),
}

/** What the person chose. Every field has a default, so that an older store always parses. */
export const Settings = z.object({
  theme: fields.theme.default('system'),
  fontSize: fields.fontSize.default(16),
  typeface: fields.typeface.default('inter'),
  density: fields.density.default('normal'),
  colouredMarks: fields.colouredMarks.default(false),
  reduceMotion: fields.reduceMotion.default(false),
  openWarnings: fields.openWarnings.default(false),
  pictureSize: fields.pictureSize.default('column'),
  inboxShowsAll: fields.inboxShowsAll.default(false),
  altTextReminder: fields.altTextReminder.default(true),
  undoSeconds: fields.undoSeconds.default(10),
  notifications: fields.notifications.default(true),
  mediaCacheBytes: fields.mediaCacheBytes.default(1_000_000_000),
  defaultTargets: fields.defaultTargets.default([]),
  knownPeople: fields.knownPeople.default([]),
})
export type Settings = z.infer<typeof Settings>

/** Some of them, to be changed; without the defaults, which would set back what is not named. */
export const SettingsChange = z.object(fields).partial()
export type SettingsChange = z.infer<typeof SettingsChange>
