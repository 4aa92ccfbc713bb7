import type { AppError } from '../../../shared/errors.ts'
import type { MediaHostView } from '../../../shared/model/media-host.ts'
import type { Clock } from '../../core/ports.ts'

/** How each media host was when it was last needed, since the start. */
export type HostHealth = {
  note(hostId: string, error: AppError | null): void
  of(hostId: string): MediaHostView['seen']
}

/** `onChanged`: one works that did not, or the other way round. */
export function createHostHealth(clock: Clock, onChanged: () => void): HostHealth {
  const seen = new Map<string, NonNullable<MediaHostView['seen']>>()
  return {
    note: (hostId, error) => {
      const before = seen.get(hostId)
      seen.set(hostId, { at: clock(), error })
      if (before === undefined || JSON.stringify(before.error) !== JSON.stringify(error)) onChanged()
    },
    of: (hostId) => seen.get(hostId) ?? null,
  }
}
