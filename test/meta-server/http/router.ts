import type { Route } from './call.ts'

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Finds the route of a request; a literal part wins over a `{name}`. */
export type Router = (method: string, path: string) => Match | null

export function createRouter(routes: readonly Route[]): Router {
  const split = routes.map((route) => ({ route, parts: route.path.split('/') }))
  return (method, path) => {
    const parts = path.split('/')
    let best: (Match & { readonly literals: number }) | null = null
    for (const { route, parts: template } of split) {
      if (route.method !== method || template.length !== parts.length) continue
      const params: Record<string, string> = {}
      let literals = 0
      const fits = template.every((part, place) => {
        const given = parts[place] ?? ''
        if (!part.startsWith('{')) {
          literals++
          return part === given
        }
        params[part.slice(1, -1)] = decodeURIComponent(given)
        return given !== ''
      })
      if (fits && (best === null || literals > best.literals)) best = { route, params, literals }
    }
    return best
  }
}
