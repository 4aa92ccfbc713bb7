import { z } from 'zod'
import { readRetryAt } from '../rate-headers.ts'

const MINUTE_MS = 60_000
/** Where nothing says for how long: Graph counts over an hour that moves on. */
const NO_HINT_MS = 15 * MINUTE_MS

const percent = z.number().nonnegative().catch(0)
const WireUsage = z.object({ call_count: percent, total_cputime: percent, total_time: percent })
const WireBusinessUsage = z.record(
  z.string(),
  z.array(z.object({ ...WireUsage.shape, estimated_time_to_regain_access: z.number().nonnegative().catch(0) })),
)

/** How much of the limits is used up, per cent of the most used one, and for how long one has to wait, ms; 0 = not at all. */
export type Usage = { readonly used: number; readonly waitMs: number }

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`. Null where neither is there or makes sense.
 * Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-27: per cent, and minutes.
 */
export function readUsage(headers: Headers): Usage | null {
  const app = WireUsage.safeParse(json(headers.get('x-app-usage')))
  const business = WireBusinessUsage.safeParse(json(headers.get('x-business-use-case-usage')))
  const all = [...(app.success ? [app.data] : []), ...(business.success ? Object.values(business.data).flat() : [])]
  if (all.length === 0) return null
  return {
    used: Math.max(...all.map((one) => Math.max(one.call_count, one.total_cputime, one.total_time))),
    waitMs: business.success
      ? Math.max(
          0,
          ...Object.values(business.data)
            .flat()
            .map((one) => one.estimated_time_to_regain_access * MINUTE_MS),
        )
      : 0,
  }
}

/** When to try again after a refusal because of a limit, epoch ms. Never more than a day from now. */
export function retryAtOf(headers: Headers, now: number): number {
  if (headers.has('retry-after')) return readRetryAt(headers, null, now)
  const waitMs = readUsage(headers)?.waitMs ?? 0
  return now + Math.min(waitMs === 0 ? NO_HINT_MS : waitMs, 24 * 60 * MINUTE_MS)
}

function json(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
