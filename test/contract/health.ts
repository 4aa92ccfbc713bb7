import { describe, expect, test } from 'vitest'
import type { HttpPort } from '../../main/core/ports.ts'
import { HealthReport } from '../../shared/model/account-health.ts'
import { neverAborted, type ContractSetup } from './setup.ts'

function answering(status: number): HttpPort {
  return {
    fetch: async () => {
      await Promise.resolve()
      return new Response(JSON.stringify({ error: 'No' }), { status, headers: { 'content-type': 'application/json' } })
    },
  }
}

export function describeHealth(setup: () => Promise<ContractSetup>): void {
  describe('A check of the account', () => {
    test('finds nothing missing of an account that is well, and costs nothing', async ({ skip }) => {
      const { connector, context } = await setup()
      if (connector.health === undefined) return skip('tells nothing')
      const given = await context(neverAborted())
      const asked: { method: string; url: URL; body: string | null }[] = []
      const http: HttpPort = {
        ...given.http,
        fetch: (input, init) => {
          const url = new URL(input instanceof Request ? input.url : input)
          asked.push({ method: (init?.method ?? 'GET').toUpperCase(), url, body: null })
          return given.http.fetch(input, init)
        },
      }
      const report = await connector.health({ ...given, http })
      expect(HealthReport.parse(report)).toEqual(report)
      expect(report.missing ?? []).toEqual([])
      if (report.apiEndsOn !== null) expect(report.apiEndsOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      for (const { used, most } of report.limits) expect(used).toBeLessThanOrEqual(most)
      const { prices } = connector.manifest
      const payer = { authorId: given.account.authorId, isOwnPost: () => null }
      expect(asked.flatMap((request) => prices?.atMost(request, payer) ?? [])).toEqual([])
    })

    test('takes a refused session and a server that cannot now for what they are', async ({ skip }) => {
      const { connector, context, withHttp } = await setup()
      const { health } = connector
      if (health === undefined || withHttp === null) return skip('asks no server')
      const kindWith = async (status: number): Promise<string | null> => {
        const given = await withHttp(answering(status), neverAborted())
        return health(given).then(
          () => null,
          (error: unknown) => connector.classify(error).kind,
        )
      }
      // Where every question would cost none is asked.
      const isSilent = (await kindWith(503)) === null
      expect([await kindWith(401), await kindWith(503), await kindWith(429)]).toEqual(
        isSilent ? [null, null, null] : ['authentication', 'platform-unavailable', 'rate-limit-exceeded'],
      )
      if (isSilent) expect(connector.manifest.prices).toBeDefined()
      // What was refused here says nothing of the account there.
      expect(await health(await context(neverAborted()))).toBeDefined()
    })
  })
}
