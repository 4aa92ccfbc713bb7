const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MORNING = 9

export type Preset = 'hour' | 'tomorrow' | 'monday'

/** The times that are offered, epoch ms, in the person's own time zone; whole minutes. `now` is epoch ms. */
export function presetTime(preset: Preset, now: number): number {
  switch (preset) {
    case 'hour':
      return Math.ceil((now + HOUR) / MINUTE) * MINUTE
    case 'tomorrow':
      return morningAfter(now, 1)
    case 'monday': {
      const day = new Date(now).getDay()
      return morningAfter(now, (8 - day) % 7 || 7)
    }
  }
}

/** Nine in the morning some days after a time; days are those of the calendar, also where the clock is put forward between. */
function morningAfter(now: number, days: number): number {
  const at = new Date(now)
  at.setDate(at.getDate() + days)
  return at.setHours(MORNING, 0, 0, 0)
}

/** A time as the value of a `datetime-local` field: `2026-11-27T09:00`, in the person's own time zone. */
export function toFieldValue(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The time that stands in a `datetime-local` field, epoch ms; null while it is not a whole time. */
export function fromFieldValue(value: string): number | null {
  const at = new Date(value).getTime()
  return Number.isNaN(at) ? null : at
}
