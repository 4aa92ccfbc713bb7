import { buildPage } from '../../support/build-page.ts'
import { startBlueskyNetwork } from '../../support/networks.ts'

/** The app as its sources are now, and one Bluesky network for all specs; its addresses reach the workers through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  buildPage()
  const network = await startBlueskyNetwork()
  process.env['CHIRP_TEST_BLUESKY'] = JSON.stringify(network.urls)
  return () => network.close()
}
