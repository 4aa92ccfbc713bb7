import type { MediaFolder } from '../media/media-folder.ts'
import type { FittedFiles } from '../media/fitted-files.ts'
import type { Connection, OutboxDependencies } from '../dependencies.ts'
import type { Doubts } from '../state/doubts.ts'

/** What sending a post needs. */
export type PublishDependencies = OutboxDependencies & {
  readonly folder: Pick<MediaFolder, 'read'>
  readonly files: FittedFiles
  /** Called when every part of a run is posted or given up. */
  readonly onRunOver: () => void
  readonly timing: PublishTiming
  readonly doubts: Doubts
}

/** Times of sending, ms. */
export type PublishTiming = {
  /** How long a post may still come after a commit without an answer, where the connector does not say. (Seen: 222 s.) */
  readonly settleMs: number
  /** How long each step may take before it counts as hung. */
  readonly preparePatienceMs: number
  readonly commitPatienceMs: number
  readonly witnessPatienceMs: number
  /** Networks forget uploads that no post uses: after this it is prepared anew. (Mastodon: a day; AT Protocol PDS: an hour.) */
  readonly preparedKeepsMs: number
  /** As long a file counts as uploaded while the rest of its post is not: together with the above below what networks keep. */
  readonly partsKeepMs: number
}

export const publishTiming: PublishTiming = {
  settleMs: 5 * 60_000,
  preparePatienceMs: 30 * 60_000,
  commitPatienceMs: 5 * 60_000,
  witnessPatienceMs: 2 * 60_000,
  preparedKeepsMs: 45 * 60_000,
  partsKeepMs: 10 * 60_000,
}

/** How long a post of unknown outcome may still come, ms. */
export function settleMs(deps: Pick<PublishDependencies, 'timing'>, connection: Connection | null): number {
  return connection?.connector.publish?.settleMs ?? deps.timing.settleMs
}
