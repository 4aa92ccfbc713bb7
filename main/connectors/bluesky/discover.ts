import { z } from 'zod'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { ConnectorContext } from '../connector.ts'
import { blueskyCapabilities } from './capabilities.ts'

const Health = z.object({ version: z.string().min(1).max(100) })

/**
 * What an account on this server can do. Limits are the lexicons' everywhere; only the software's version is the server's own to tell,
 * and a server that keeps it to itself is as good.
 */
export async function discoverCapabilities(
  context: Pick<ConnectorContext, 'http' | 'clock' | 'signal'>,
  server: string,
): Promise<PlatformCapabilities> {
  const response = await context.http.fetch(new URL('/xrpc/_health', server), { signal: context.signal })
  const health = Health.safeParse(await response.json().catch(() => null))
  return { ...blueskyCapabilities, software: health.success ? `PDS ${health.data.version}` : null, askedAt: context.clock() }
}
