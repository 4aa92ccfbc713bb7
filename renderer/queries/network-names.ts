import { useNetworks } from './accounts.ts'
import { useAccounts } from './app.ts'

/** The networks' own names by their short ones; the short one where nothing better is known. */
export function useNetworkName(): (platform: string) => string {
  const networks = useNetworks()
  const accounts = useAccounts()
  return (platform) =>
    accounts.find((account) => account.platform === platform)?.platformName ??
    networks.find((network) => network.platform === platform)?.name ??
    platform
}
