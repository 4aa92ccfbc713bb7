import { z } from 'zod'
import type { AppError } from '../../../shared/errors.ts'
import type { AppSetup, HealthLimit } from '../connector.ts'
import { parseAnswer } from './answers.ts'
import { classify } from './classify.ts'
import type { Graph } from './graph.ts'

const WireTokenFacts = z.object({ data: z.object({ is_valid: z.boolean(), scopes: z.array(z.string()) }) })

/**
 * The permissions that a token has now; null where the network does not tell (the asking token may not know it, or the token is none to it).
 * `graph` asks with a token that may look at others. The looked-at token goes in the address: it is the only way that the pages show, and Chirp's
 * log keeps no values of addresses.
 * Source: https://developers.facebook.com/documentation/threads/troubleshooting/debug-access-token and
 * https://developers.facebook.com/docs/graph-api/reference/debug_token, read 2026-11-27.
 */
export async function permissionsOf(graph: Graph, token: string): Promise<readonly string[] | null> {
  try {
    const { data } = parseAnswer(WireTokenFacts, await graph.get('debug_token', { input_token: token }), graph)
    return data.is_valid ? data.scopes : null
  } catch (error) {
    if (passes(classify(error))) throw error
    return null
  }
}

/** Whether a call is let through; null where what went wrong is about something else than permission. Rejects with what may pass. */
export async function isAllowed(call: () => Promise<unknown>): Promise<boolean | null> {
  try {
    await call()
    return true
  } catch (error) {
    const told = classify(error)
    if (told.kind === 'authentication' && told.reason === 'forbidden') return false
    if (passes(told) || told.kind === 'authentication') throw error
    return null
  }
}

/** What may be otherwise when it is asked again. */
function passes({ kind }: AppError): boolean {
  return kind === 'platform-unavailable' || kind === 'rate-limit-exceeded' || kind === 'offline' || kind === 'internal'
}

/** What does not work for want of a permission, in words; null where it is not known. */
export function missingUses(permissions: AppSetup['permissions'], granted: readonly string[] | null): string[] | null {
  return granted === null ? null : permissions.filter(({ name }) => !granted.includes(name)).map(({ purpose }) => purpose)
}

/** A quota as both publishing limits have it: `used` of `quota_total` in `quota_duration` seconds. */
export const WireQuotaConfig = z.object({ quota_total: z.number(), quota_duration: z.number().positive().catch(86_400) })

export function quotaOf(of: HealthLimit['of'], used: number, config: z.infer<typeof WireQuotaConfig>): HealthLimit {
  const whole = (count: number): number => Math.max(0, Math.round(count))
  return { of, used: whole(used), most: whole(config.quota_total), perMs: config.quota_duration * 1000 }
}
