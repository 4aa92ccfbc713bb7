import { expect, test as base, type Page } from '@playwright/test'
import { blueskyNetwork, type BlueskyNetwork, type NetworkUrls } from '../../support/bluesky-network.ts'
import { startHeadless, type HeadlessHost, type HeadlessOptions } from '../../support/headless.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'

type MastodonServer = Awaited<ReturnType<typeof startMastodonServer>>
type MastodonOptions = Parameters<typeof startMastodonServer>[0]

type Fixtures = {
  /** The real Bluesky network that all specs share; every test makes accounts of its own. */
  readonly bluesky: BlueskyNetwork
  /** Starts a Mastodon test server; its answers are checked against the published API when the test ends. */
  readonly startMastodon: (options?: MastodonOptions) => Promise<MastodonServer>
  /** Starts a headless host that knows the test network. */
  readonly startHost: (options?: HeadlessOptions) => Promise<HeadlessHost>
  /** Things that must not be on the page's console; a test may expect one and take it out. */
  readonly complaints: string[]
}

/** Collects errors of the page, and of its security policy. */
async function watch(page: Page, complaints: string[]): Promise<void> {
  page.on('console', (message) => {
    // While a test restarts its host, and when it ends, the browser itself says that nobody answers.
    const hostIsAway =
      /^WebSocket connection to '\S+' failed/.test(message.text()) ||
      /net::ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE)/.test(message.text())
    if ((message.type() === 'error' || message.type() === 'warning') && !hostIsAway) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error('Policy violated:', event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber)
    })
  })
}

export const test = base.extend<Fixtures>({
  bluesky: async ({}, use) => {
    // Written by global-setup.ts in this very run.
    await use(blueskyNetwork(JSON.parse(process.env['CHIRP_TEST_BLUESKY'] ?? '') as NetworkUrls))
  },
  startMastodon: async ({}, use) => {
    const servers: MastodonServer[] = []
    await use(async (options) => {
      const server = await startMastodonServer(options)
      servers.push(server)
      return server
    })
    for (const server of servers) {
      expect(server.violations, 'answers of the Mastodon test server that differ from the published API').toEqual([])
      await server.close()
    }
  },
  startHost: async ({ bluesky }, use) => {
    const hosts: HeadlessHost[] = []
    await use(async (options = {}) => {
      const host = await startHeadless({ ...options, environment: { CHIRP_PLC_URL: bluesky.urls.plc, ...options.environment } })
      hosts.push(host)
      return host
    })
    for (const host of hosts) {
      await host.stop()
      expect(host.complaints(), 'what the host wrote to its standard error').toBe('')
    }
  },
  complaints: async ({}, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints, 'errors on the page').toEqual([])
  },
  page: async ({ page, complaints }, use) => {
    await watch(page, complaints)
    await use(page)
  },
})

export { expect }
