import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Input } from '../../shared/bridge/contract.ts'
import type { MuteRule } from '../../shared/model/mute-rule.ts'
import { call } from '../bridge/client.ts'

export const muteKeys = { all: ['mutes'] as const }

/** What a rule says, with people by id or by handle. */
export type MuteInput = Input<'mutes.save'>

const mutesOptions = queryOptions({ queryKey: muteKeys.all, queryFn: () => listMutes() })

/** The rules as they are now. */
export function listMutes(): Promise<MuteRule[]> {
  return call('mutes.list', {})
}

/** What is muted and muffled, the newest rule first; undefined until the first answer. */
export function useMuteRules(): readonly MuteRule[] | undefined {
  return useQuery(mutesOptions).data
}

/** A rule as it is now; null where it is gone. */
export async function findRule(id: string): Promise<MuteRule | null> {
  return (await listMutes()).find((rule) => rule.id === id) ?? null
}

/** Adds a rule (`id` null), or changes one. Rejects with `AppFailure` where it could not find anything. */
export function saveMute(input: MuteInput): Promise<MuteRule> {
  return call('mutes.save', input)
}

export async function removeMute(id: string): Promise<void> {
  await call('mutes.remove', { id })
}
