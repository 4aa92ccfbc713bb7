import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Input } from '../../shared/bridge/contract.ts'
import type { MediaHostPlace, MediaHostView } from '../../shared/model/media-host.ts'
import { call } from '../bridge/client.ts'
import { queryClient } from './query-client.ts'

export const mediaHostKeys = { all: ['media-hosts'] as const }

const mediaHostsOptions = queryOptions({ queryKey: mediaHostKeys.all, queryFn: () => call('mediaHost.list', {}) })

/** The first, then the fallback; undefined until the first answer. */
export function useMediaHosts(): readonly MediaHostView[] | undefined {
  return useQuery(mediaHostsOptions).data
}

/** Tests a host and keeps it. Rejects with `AppFailure`, at the field that is wrong. */
export async function saveMediaHost(input: Input<'mediaHost.save'>): Promise<void> {
  await call('mediaHost.save', input)
  await follow()
}

/** What is wrong with a host is in the list afterwards as well. */
export async function testMediaHost(place: MediaHostPlace): Promise<void> {
  try {
    await call('mediaHost.test', { place })
  } finally {
    await follow()
  }
}

export async function removeMediaHost(place: MediaHostPlace): Promise<void> {
  await call('mediaHost.remove', { place })
  await follow()
}

async function follow(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: mediaHostKeys.all })
}
