import type { Settings } from '../../shared/model/settings.ts'

type Look = Pick<Settings, 'theme' | 'fontSize' | 'typeface' | 'density' | 'colouredMarks' | 'reduceMotion' | 'pictureSize'>

const KEY = 'chirp.look'

/** Puts how things look onto the page: everything else is the style sheet's. */
function applyLook(look: Look): void {
  const page = document.documentElement
  setOrRemove(page, 'data-theme', look.theme === 'system' ? null : look.theme)
  setOrRemove(page, 'data-density', look.density === 'normal' ? null : look.density)
  setOrRemove(page, 'data-typeface', look.typeface === 'system' ? 'system' : null)
  setOrRemove(page, 'data-marks', look.colouredMarks ? 'hue' : null)
  setOrRemove(page, 'data-motion', look.reduceMotion ? 'reduced' : null)
  setOrRemove(page, 'data-pictures', look.pictureSize === 'small' ? 'small' : null)
  page.style.fontSize = look.fontSize === 16 ? '' : `${String(look.fontSize)}px`
}

/** The same, remembered for the next start of the page. The store's settings are the truth; this only bridges the first moment. */
export function applyAndStoreLook(settings: Settings): void {
  const { theme, fontSize, typeface, density, colouredMarks, reduceMotion, pictureSize } = settings
  const look: Look = { theme, fontSize, typeface, density, colouredMarks, reduceMotion, pictureSize }
  applyLook(look)
  try {
    window.localStorage.setItem(KEY, JSON.stringify(look))
  } catch {
    // Without storage the page starts in the system's colours.
  }
}

export function applyStoredLook(): void {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? 'null')
    // Written by this file; a value that is not is only a wrong first moment.
    if (typeof stored === 'object' && stored !== null && 'theme' in stored) applyLook(stored as Look)
  } catch {
    // As above.
  }
}

function setOrRemove(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}
