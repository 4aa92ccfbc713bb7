import { z } from 'zod'
import { DraftMention } from './draft.ts'
import { InboxFilter } from './inbox-item.ts'

/** Minutes after midnight. */
const TimeOfDay = z.number().int().min(0).max(1439)

/** When the desktop is told of nothing: from a time of the day to another one, which may be on the next day. `days`: 0 = Sunday, by where it begins. */
export const QuietHours = z.object({
  on: z.boolean(),
  from: TimeOfDay,
  to: TimeOfDay,
  days: z.array(z.number().int().min(0).max(6)).max(7),
})
export type QuietHours = z.infer<typeof QuietHours>

/** What the desktop can be told of. */
export const NotifyKind = z.enum(['conversations', 'quotes', 'reactions', 'follows'])
export type NotifyKind = z.infer<typeof NotifyKind>

/** A column of the Columns view: what stands in it (`timeline`, `mentions`, or `view:` and the id of a saved view), and how wide it is. */
export const ColumnSetting = z.object({ of: z.string().max(200), width: z.enum(['narrow', 'normal', 'wide']) })
export type ColumnSetting = z.infer<typeof ColumnSetting>

const Days = z.number().int().min(1).max(36_500).nullable()

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
  /** What the Mentions view was last narrowed down to. */
  inboxFilter: InboxFilter,
  /** An account or a network; null = all. */
  inboxFrom: z.union([z.object({ accountId: z.string() }), z.object({ platform: z.string() })]).nullable(),
  inboxUnreadOnly: z.boolean(),
  notifications: z.boolean(),
  notifyKinds: z.array(NotifyKind),
  /** Accounts whose notifications the desktop is not told of. */
  notifyNotFor: z.array(z.string()),
  /** The desktop shows what a post says. */
  notifyText: z.boolean(),
  quietHours: QuietHours,
  /** Upper bound of the picture cache on disk, bytes. */
  mediaCacheBytes: z.number().int().min(50_000_000),
  /** How long what was read is kept, days; null = for ever. Of a person's own, nothing goes: see main/store/retention. */
  keepPostsDays: Days,
  keepNotificationsDays: Days,
  /** How long a picture of the cache is kept that nobody looks at, days; null = as long as there is room. */
  keepPicturesDays: Days,
  /** Accounts ticked when a new post is begun; empty = the first one. */
  defaultTargets: z.array(z.string()),
  /** People who were said to be the same on several networks, the last one last. */
  knownPeople: z.array(DraftMention).max(500),
  /** What the Columns view shows side by side, in reading order. */
  columns: z.array(ColumnSetting).max(50),
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
  inboxFilter: fields.inboxFilter.default('all'),
  inboxFrom: fields.inboxFrom.default(null),
  inboxUnreadOnly: fields.inboxUnreadOnly.default(false),
  notifications: fields.notifications.default(true),
  notifyKinds: fields.notifyKinds.default(['conversations', 'quotes']),
  notifyNotFor: fields.notifyNotFor.default([]),
  notifyText: fields.notifyText.default(true),
  quietHours: fields.quietHours.default({ on: false, from: 22 * 60, to: 8 * 60, days: [0, 1, 2, 3, 4, 5, 6] }),
  mediaCacheBytes: fields.mediaCacheBytes.default(1_000_000_000),
  keepPostsDays: fields.keepPostsDays.default(null),
  keepNotificationsDays: fields.keepNotificationsDays.default(null),
  keepPicturesDays: fields.keepPicturesDays.default(null),
  defaultTargets: fields.defaultTargets.default([]),
  knownPeople: fields.knownPeople.default([]),
  columns: fields.columns.default([]),
})
export type Settings = z.infer<typeof Settings>

/** Some of them, to be changed; without the defaults, which would set back what is not named. */
export const SettingsChange = z.object(fields).partial()
export type SettingsChange = z.infer<typeof SettingsChange>
