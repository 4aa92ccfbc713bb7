import type { QuietHours } from '../../../shared/model/settings.ts'

const DAY_MINUTES = 24 * 60

/** Whether a moment, epoch ms, lies in the quiet hours as this machine counts days. Those past midnight belong to the day they began on. */
export function isQuiet({ on, from, to, days }: QuietHours, at: number): boolean {
  if (!on) return false
  const date = new Date(at)
  const minute = date.getHours() * 60 + date.getMinutes()
  const today = date.getDay()
  const length = to > from ? to - from : DAY_MINUTES - from + to
  const began = (day: number, minutesAgo: number): boolean => days.includes(day) && minutesAgo >= 0 && minutesAgo < length
  return began(today, minute - from) || began((today + 6) % 7, minute + DAY_MINUTES - from)
}
