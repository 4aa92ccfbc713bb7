import { queryOptions } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'

export const dataKeys = {
  all: ['data'] as const,
  holdings: ['data', 'holdings'] as const,
  task: ['data', 'task'] as const,
  backups: ['data', 'backups'] as const,
  mended: ['data', 'mended'] as const,
}

/** What takes room. Measured anew whenever it is shown. */
export const holdingsOptions = queryOptions({ queryKey: dataKeys.holdings, queryFn: () => call('data.holdings', {}), staleTime: 0 })
export const taskOptions = queryOptions({ queryKey: dataKeys.task, queryFn: () => call('data.task', {}), staleTime: 0 })
export const backupsOptions = queryOptions({ queryKey: dataKeys.backups, queryFn: () => call('data.backups', {}), staleTime: 0 })
export const mendedOptions = queryOptions({ queryKey: dataKeys.mended, queryFn: () => call('data.mended', {}) })

/** False where the person chose no folder, or something else is under way. */
export async function exportEverything(): Promise<boolean> {
  return (await call('data.export', {})).begun
}

export async function backUp(elsewhere: boolean): Promise<boolean> {
  return (await call('data.backUp', { elsewhere })).begun
}

/** Null: from a folder that the person is asked for. */
export async function restore(id: string | null): Promise<boolean> {
  return (await call('data.restore', { id })).begun
}

export async function removeBackup(id: string): Promise<void> {
  await call('data.removeBackup', { id })
}

export async function cancelTask(): Promise<void> {
  await call('data.cancel', {})
}

export async function dismissMended(): Promise<void> {
  await call('data.dismissMended', {})
}
