import { detectFacets } from '../../../../shared/text/facets.ts'
import { textPieces, type TextPiece } from './text-pieces.ts'

/** Above this no links are looked for while typing: nothing that long is a post, and typing must stay quick. */
const MARKED_UP_TO = 20_000
/** A line that has only begun has a height too. */
const END = '\u200b'

/**
 * Shows a text in the layer below its text area: links and names in their colour, and tinted what is too long (from `overflow` on, UTF-16;
 * null: it fits). By hand and not by React, which takes as long for one letter as the browser does for the rest: what stays is left alone.
 */
export function showText(layer: HTMLElement, text: string, overflow: number | null): void {
  const pieces = textPieces(text, text.length > MARKED_UP_TO ? [] : detectFacets(text), overflow)
  for (const [index, piece] of pieces.entries()) showPiece(layer, index, piece)
  while (layer.children.length > pieces.length) layer.lastElementChild?.remove()
  if (layer.lastChild?.nodeType !== Node.TEXT_NODE) layer.append(END)
}

function showPiece(layer: HTMLElement, index: number, { text, marked, over }: TextPiece): void {
  const tag = over ? 'mark' : 'span'
  const there = layer.children[index]
  const isSame = there instanceof HTMLElement && there.localName === tag
  const element = isSame ? there : document.createElement(tag)
  element.classList.toggle('tagged', marked)
  if (element.firstChild instanceof Text) {
    if (element.firstChild.data !== text) element.firstChild.data = text
  } else element.append(text)
  if (isSame) return
  if (there === undefined) layer.insertBefore(element, layer.lastChild)
  else there.replaceWith(element)
}
