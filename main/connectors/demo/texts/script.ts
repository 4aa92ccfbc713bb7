import type { PlannedPost } from '../plan.ts'
import { ANSWERS } from './answers.ts'
import { FRESH } from './fresh.ts'
import { CLIPS, OLDER } from './older.ts'
import { OWN } from './own.ts'
import { TO_COME } from './to-come.ts'

/** Every post that was written out by hand. */
export const SCRIPT: readonly PlannedPost[] = [...FRESH, ...ANSWERS, ...OLDER, ...CLIPS, ...OWN, ...TO_COME]
