import { queryOptions } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'

export const storageKeys = { storage: ['storage'] as const }

/** How much is stored. Counted anew whenever it is shown. */
export const storageOptions = queryOptions({ queryKey: storageKeys.storage, queryFn: () => call('app.storage', {}), staleTime: 0 })

export async function clearMediaCache(): Promise<void> {
  await call('app.clearMediaCache', {})
}

/** What helps to find a mistake, as plain text without names, posts or secrets. */
export async function readDiagnostics(): Promise<string> {
  return (await call('app.diagnostics', {})).text
}
