import { t } from '../i18n/i18n.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const LOCALE = 'en-GB'
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const longDay = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const dayMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const wholeDate = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const monthYear = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric' })

/** How long ago, as short as it can be: `now`, `2m`, `3h`, `6d`, `24 Oct`, `24 Oct 2025`. Times ahead are `now`. Epoch ms. */
export function relativeTime(at: number, now: number): string {
  const ago = now - at
  if (ago < MINUTE) return t('time.now')
  if (ago < HOUR) return t('time.minutes', { count: Math.floor(ago / MINUTE) })
  if (ago < DAY) return t('time.hours', { count: Math.floor(ago / HOUR) })
  if (ago < 7 * DAY) return t('time.days', { count: Math.floor(ago / DAY) })
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayMonth.format(at) : dayMonthYear.format(at)
}

/** A stretch of time in words: `40 min`, `3 h`, `2 days`. */
export function duration(ms: number): string {
  if (ms < HOUR) return t('time.longMinutes', { count: Math.max(1, Math.ceil(ms / MINUTE)) })
  if (ms < 2 * DAY) return t('time.longHours', { count: Math.floor(ms / HOUR) })
  return t('time.longDays', { count: Math.floor(ms / DAY) })
}

/** How long ago a check was, in words: `Checked 2 hours ago`. Times ahead are `Checked just now`. Epoch ms. */
export function checkedAgo(at: number, now: number): string {
  const ago = now - at
  if (ago < MINUTE) return t('health.checkedNow')
  if (ago < HOUR) return t('health.checkedMinutes', { count: Math.floor(ago / MINUTE) })
  if (ago < 2 * DAY) return t('health.checkedHours', { count: Math.floor(ago / HOUR) })
  return t('health.checkedDays', { count: Math.floor(ago / DAY) })
}

/** `Tuesday 17 November 2026, 14:30`. */
export function absoluteTime(at: number): string {
  const day = longDay
    .formatToParts(at)
    .map((part) => (part.type === 'literal' ? ' ' : part.value))
    .join('')
  return `${day}, ${clock.format(at)}`
}

/** `14:30`. */
export function clockTime(at: number): string {
  return clock.format(at)
}

/** `14:30` today, otherwise `24 Oct, 14:30`. */
export function clockOrDay(at: number, now: number): string {
  return sameDay(at, now) ? clock.format(at) : `${dayMonth.format(at)}, ${clock.format(at)}`
}

/** `14:30:08` today, otherwise as `clockOrDay`. */
export function clockWithSeconds(at: number, now: number): string {
  return sameDay(at, now) ? clockSeconds.format(at) : clockOrDay(at, now)
}

/** `24 Oct 2025`. */
export function dayText(at: number): string {
  return dayMonthYear.format(at)
}

/** `29 July 2028`, of a day that begins at this time in UTC. */
export function dateInWords(at: number): string {
  return wholeDate.format(at)
}

/** `November 2026`. */
export function monthOf(at: number): string {
  return monthYear.format(at)
}

/** Whether two times are on the same day here. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
