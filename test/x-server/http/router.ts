import type { Route } from './call.ts'

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Finds the route of a request; a literal part wins over a `{name}`. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match | null {
  const split = routes.map((route) => ({ route, parts: route.path.split('/') }))
  return (method, path) => {
    const parts = path.split('/')
    let best: (Match & { readonly literals: number }) | null = null
    for (const { route, parts: template } of split) {
      if (route.method !== method || template.length !== parts.length) continue
      const params = Object.fromEntries(
        template.flatMap((part, place) => (part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(parts[place] ?? '')]] : [])),
      )
      const literals = template.filter((part) => !part.startsWith('{')).length
      const fits = template.every((part, place) => (part.startsWith('{') ? parts[place] !== '' : part === parts[place]))
      if (fits && (best === null || literals > best.literals)) best = { route, params, literals }
    }
    return best
  }
}
