import type { Output } from '../../../shared/bridge/contract.ts'

/** A row of the timeline as the bridge gives it: a post, or a gap. */
export type TimelineRow = Output<'timeline.page'>['rows'][number]
