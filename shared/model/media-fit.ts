import { z } from 'zod'

/**
 * What is done to a file so that a target takes it, in the order in which it is told: `metadata` = where, when and with what it was taken is
 * removed; `upright` = turned as its camera was held; `format` = another type; `size` = fewer pixels; `quality` = coded anew with loss;
 * `background` = white where it was transparent.
 */
export const FitChange = z.enum(['metadata', 'upright', 'format', 'size', 'quality', 'background'])
export type FitChange = z.infer<typeof FitChange>

/** What a target's rule means for the making of a file: types in the order in which they are preferred, bytes, width times height, longer side. */
export type FitRule = {
  readonly mimeTypes: readonly string[]
  readonly maxBytes: number
  readonly maxPixels: number | null
  readonly maxSide: number | null
}
