/**
 * Something that shall go wrong. `match` is `METHOD /path` with `*` for anything, for example `POST /api/v1/statuses`
 * or `* /api/v1/timelines/*`. What is answered is the first of `reset`, `hang`, `truncate`, and `status` with `body`.
 */
export interface Fault {
  readonly match: string
  /** How many requests meet it; 1 unless said. */
  readonly times?: number
  /** How many matching requests pass before it. */
  readonly after?: number
  /** The request does its work first; only its answer goes wrong. */
  readonly afterEffect?: boolean
  readonly delayMs?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** Never answers; the connection stays open. */
  readonly hang?: boolean
  /** Breaks the connection off. */
  readonly reset?: boolean
  /** Does the work and sends only the first half of the JSON. */
  readonly truncate?: boolean
}

export interface Faults {
  readonly add: (fault: Fault) => void
  /** Takes the fault that a request meets, if any. */
  readonly take: (method: string, path: string) => Fault | null
  /** The faults that some request met since all were cleared. */
  readonly met: () => ReadonlySet<Fault>
  readonly clear: () => void
}

function patternOf(match: string): RegExp {
  return new RegExp(
    `^${match
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
}

export function createFaults(): Faults {
  const met = new Set<Fault>()
  const waiting: { readonly fault: Fault; readonly pattern: RegExp; pass: number; left: number }[] = []
  return {
    add: (fault) => void waiting.push({ fault, pattern: patternOf(fault.match), pass: fault.after ?? 0, left: fault.times ?? 1 }),
    take: (method, path) => {
      for (const one of waiting) {
        if (one.left <= 0 || !one.pattern.test(`${method} ${path}`)) continue
        if (one.pass > 0) {
          one.pass--
          continue
        }
        one.left--
        met.add(one.fault)
        return one.fault
      }
      return null
    },
    met: () => new Set(met),
    clear: () => {
      waiting.splice(0)
      met.clear()
    },
  }
}
