import { z } from 'zod'
import { PageCursor } from '../views.ts'

/** Nothing is asked with it. */
export const none = z.object({})
/** It was done, and there is nothing else to say. */
export const done = z.object({})
/** What every list that comes in pages is asked with; null = from its beginning. */
export const page = { cursor: PageCursor.nullable(), limit: z.number().int().min(1).max(100) }
