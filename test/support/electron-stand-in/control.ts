/** The way between a test and the stand-in: what the app did is told, and the test's functions are run in the app's process. */

/** Something the app did that is not to be seen in the page. */
export type Note = { readonly kind: string; readonly [detail: string]: unknown }

/** What the test sends. */
export type Order = { readonly op: 'evaluate'; readonly id: number; readonly source: string; readonly argument: unknown }
/** What the stand-in sends. */
export type Report =
  | { readonly op: 'note'; readonly note: Note }
  | { readonly op: 'result'; readonly id: number; readonly ok: boolean; readonly value: unknown }

function report(message: Report): void {
  if (process.connected) process.send?.(message)
}

export function note(kind: string, details: object = {}): void {
  report({ op: 'note', note: { kind, ...details } })
}

/** From now on runs the functions that a test sends, with the module `electron` as Playwright does on the real executable. */
export function serveOrders(electron: object): void {
  process.on('message', (order: Order) => {
    void (async () => {
      try {
        // The test's own function, as text; this is what `evaluate` means.
        const work = (0, eval)(`(${order.source})`) as (electron: object, argument: unknown) => unknown
        report({ op: 'result', id: order.id, ok: true, value: (await work(electron, order.argument)) ?? null })
      } catch (error) {
        report({ op: 'result', id: order.id, ok: false, value: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      }
    })()
  })
}
