import { demoAccounts } from '../../main/connectors/demo/accounts.ts'
import { demoConnectors } from '../../main/connectors/demo/connector.ts'
import type { ConnectorContext } from '../../main/connectors/connector.ts'
import { createSessionPort } from '../../main/connectors/session.ts'
import { describeConnector } from './describe-connector.ts'
import type { ContractSetup } from './setup.ts'

const NOW = Date.UTC(2026, 10, 17, 14, 32)

/** A context for one of the demo's accounts, begun an hour before `NOW`. Its session is in memory. */
function contextOf(account: ReturnType<typeof demoAccounts>[number], signal: AbortSignal): ConnectorContext {
  const secrets = new Map([['account/acc_demo', JSON.stringify(account.signedIn.session)]])
  const { author, server, capabilities } = account.signedIn
  return {
    account: { id: 'acc_demo', authorId: author.id, handle: author.handle, server, authMethod: 'demo', capabilities },
    http: {
      fetch: () => {
        throw new Error('The demo asks no server')
      },
    },
    session: createSessionPort(
      {
        protection: 'plain',
        read: async (name) => secrets.get(name) ?? null,
        write: async (name, value) => void secrets.set(name, value),
        remove: async (name) => void secrets.delete(name),
      },
      'acc_demo',
    ),
    clock: () => NOW,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    signal,
  }
}

for (const connector of demoConnectors) {
  const { platform } = connector.manifest
  const account = demoAccounts(NOW - 3_600_000).find((each) => each.platform === platform)!
  describeConnector(`the demo’s ${connector.manifest.name}`, async (): Promise<ContractSetup> => ({
    connector,
    context: (signal) => contextOf(account, signal),
    withHttp: null,
    normalisers: [],
    live: null,
    paged: [
      { kind: 'home' },
      ...(connector.manifest.letter === 'x' ? [] : [{ kind: 'notifications' } as const, { kind: 'search', query: 'the' } as const]),
    ],
    offers:
      {
        b: ['Well liked', 'Pictures first', 'Print people', 'Around the harbour'],
        m: ['Print people', 'Around the harbour'],
      }[connector.manifest.letter] ?? [],
    tag: 'weather',
    writes: true,
  }))
}
