import type { BrowserWindow } from 'electron'
import type { Bounds, WindowState } from './boot-settings.ts'

const USUAL = { width: 1280, height: 800 }
/** The smallest that every view still works in. */
export const SMALLEST = { width: 380, height: 480 }
/** This much of the window's upper edge has to be on a display, so that it can be taken and moved. */
const GRIP = { width: 120, height: 40 }
const SETTLE_MS = 400

function overlap(a: Bounds, b: Bounds): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}

/**
 * Where to open the window: where it was, made no larger than its display, if it can be got hold of there; else in the middle of the main
 * display (no `x` and `y`). `workAreas` are the displays that are there now, the main one first.
 */
export function placeWindow(before: Bounds | null, workAreas: readonly Bounds[]): Partial<Bounds> & Pick<Bounds, 'width' | 'height'> {
  const main = workAreas[0] ?? { x: 0, y: 0, ...USUAL }
  const fit = (size: { readonly width: number; readonly height: number }, area: Bounds): { width: number; height: number } => ({
    width: Math.max(SMALLEST.width, Math.min(size.width, area.width)),
    height: Math.max(SMALLEST.height, Math.min(size.height, area.height)),
  })
  if (before === null) return fit(USUAL, main)
  const edge = { ...before, height: GRIP.height }
  const home = workAreas.find((area) => {
    const shared = overlap(edge, area)
    return shared.width >= GRIP.width && shared.height >= GRIP.height
  })
  return home === undefined ? fit(before, main) : { x: before.x, y: before.y, ...fit(before, home) }
}

/** Tells where the window is, a moment after it was moved and when it is closed. */
export function watchWindow(window: BrowserWindow, save: (state: WindowState) => void): void {
  let timer: NodeJS.Timeout | undefined
  const tell = (): void => {
    clearTimeout(timer)
    if (!window.isDestroyed()) save({ bounds: window.getNormalBounds(), maximised: window.isMaximized() })
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tell, SETTLE_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('maximize', later)
  window.on('unmaximize', later)
  window.on('close', tell)
}
