import { startBlueskyNetwork } from '../../support/networks.ts'

/** One Bluesky network for all specs; its addresses reach the workers through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const network = await startBlueskyNetwork()
  process.env['CHIRP_TEST_BLUESKY'] = JSON.stringify(network.urls)
  return () => network.close()
}
