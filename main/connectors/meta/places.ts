/** A place in lists that are merged: things are in order of their time (epoch ms), newest first, and of one time of their id. */
export type Place = { readonly at: number; readonly id: string }

export function newestFirst(a: Place, b: Place): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1
}

/** As the token of the page after it. */
export function writePlace({ at, id }: Place): string {
  return `${String(at)} ${id}`
}

/** Null, and so the top, for what is none. */
export function readPlace(token: string): Place | null {
  const [, at = '', id = ''] = /^(\d{1,15}) (\S{1,100})$/.exec(token) ?? []
  return id === '' ? null : { at: Number(at), id }
}
