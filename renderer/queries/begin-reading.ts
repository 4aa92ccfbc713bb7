import { accountsOptions, settingsOptions, statusOptions } from './app.ts'
import { queryClient } from './query-client.ts'
import { timelineOptions } from './timeline.ts'

/** Asks for what the first view needs. A failure is no matter here: whoever shows it asks again and says so. */
export function beginReading(): void {
  void queryClient.query(accountsOptions).catch(() => undefined)
  void queryClient.query(settingsOptions).catch(() => undefined)
  void queryClient.query(timelineOptions(null)).catch(() => undefined)
  void queryClient.query(statusOptions).catch(() => undefined)
}
