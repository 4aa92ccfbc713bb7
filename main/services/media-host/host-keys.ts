import { z } from 'zod'
import type { SecretStore } from '../../core/ports.ts'
import type { BucketKeys } from '../../media-host/client.ts'

const Keys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() })

/** The keys of the media hosts, by the host's id. */
export type HostKeys = {
  /** Null where there are none, or they cannot be read: they have to be typed again. */
  read(hostId: string): Promise<BucketKeys | null>
  write(hostId: string, keys: BucketKeys): Promise<void>
  remove(hostId: string): Promise<void>
}

export function createHostKeys(secrets: SecretStore): HostKeys {
  const nameOf = (hostId: string) => `media-host/${hostId}`
  return {
    read: async (hostId) => {
      const kept = await secrets.read(nameOf(hostId))
      if (kept === null) return null
      try {
        return Keys.parse(JSON.parse(kept))
      } catch {
        return null
      }
    },
    write: (hostId, { accessKeyId, secretAccessKey }) => secrets.write(nameOf(hostId), JSON.stringify({ accessKeyId, secretAccessKey })),
    remove: (hostId) => secrets.remove(nameOf(hostId)),
  }
}
