import type { World } from '../world/world.ts'

/** The headers that tell how much of the limits is used. Source: developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-27. */
export function usageHeaders({ settings }: World, appId: string): Record<string, string> {
  const { callCount, regainMinutes } = settings.usage
  const usage = { call_count: callCount, total_cputime: 0, total_time: 0 }
  return {
    'x-app-usage': JSON.stringify(usage),
    'x-business-use-case-usage': JSON.stringify({
      [appId]: [{ type: 'threads', ...usage, estimated_time_to_regain_access: regainMinutes }],
    }),
  }
}
