import { z } from 'zod'
import { Backup, DataTask, Holding, Mended } from '../../model/my-data.ts'
import { command, query } from '../define.ts'
import { done, none } from './shapes.ts'

const begun = z.object({ begun: z.boolean() })

/** What is stored: how much, export, backups. */
export const dataCalls = {
  /** What takes how much room; counts anew each time. */
  'data.holdings': query(none, z.array(Holding)),
  /** Export, backup or restoring: the one that is under way, or the last one since the start. */
  'data.task': query(none, DataTask.nullable()),
  /** Writes everything into a folder, in the background. `begun` is false where the person chose none or something else is under way. */
  'data.export': command(none, begun),
  /** `elsewhere`: in a folder that the person is asked for. */
  'data.backUp': command(z.object({ elsewhere: z.boolean().default(false) }), begun),
  /** The newest first. */
  'data.backups': query(none, z.array(Backup)),
  'data.removeBackup': command(z.object({ id: z.string().max(200) }), done),
  /** Goes back to a backup; null = one that the person is asked for. The page is told by `restarted` that it is done. */
  'data.restore': command(z.object({ id: z.string().max(200).nullable() }), begun),
  'data.cancel': command(none, done),
  /** What was done to the database the last time it was replaced; null = the person has read it. */
  'data.mended': query(none, Mended.nullable()),
  'data.dismissMended': command(none, done),
} as const
