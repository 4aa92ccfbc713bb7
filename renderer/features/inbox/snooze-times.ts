const HOUR_MS = 60 * 60_000
const EVENING = 18
const MORNING = 9
/** The evening is offered until shortly before it begins. */
const BEFORE_EVENING_MS = 30 * 60_000
const MONDAY = 1

/** A time until which something can be put off; `at` is epoch ms. */
export type SnoozeTime = { readonly name: 'oneHour' | 'thisEvening' | 'tomorrow' | 'nextWeek'; readonly at: number }

/** In one hour, this evening at six unless it is near, tomorrow at nine, and next Monday at nine, as this machine counts days. */
export function snoozeTimes(now: number): readonly SnoozeTime[] {
  const evening = atHour(now, 0, EVENING)
  const daysToMonday = (MONDAY - new Date(now).getDay() + 7) % 7 || 7
  return [
    { name: 'oneHour', at: now + HOUR_MS },
    ...(evening - now > BEFORE_EVENING_MS ? [{ name: 'thisEvening' as const, at: evening }] : []),
    { name: 'tomorrow', at: atHour(now, 1, MORNING) },
    { name: 'nextWeek', at: atHour(now, daysToMonday, MORNING) },
  ]
}

/** An hour of the day so many days on; right also where clocks change in between. */
function atHour(now: number, days: number, hour: number): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  date.setHours(hour, 0, 0, 0)
  return date.getTime()
}
