import type { RichTextPiece } from '../../../shared/text/rich-text-pieces.ts'

const BREAK = /[^\S\n]*\n[^\S\n]*\n\s*/u

/**
 * Puts the pieces of a text into paragraphs: an empty line, however many, begins the next one. Space at the ends of a paragraph goes, so
 * that a thousand line breaks take no more room than one.
 */
export function paragraphsOf(pieces: readonly RichTextPiece[]): readonly (readonly RichTextPiece[])[] {
  const paragraphs: RichTextPiece[][] = [[]]
  for (const piece of pieces) {
    if (piece.entity !== null || piece.block !== null) {
      paragraphs.at(-1)?.push(piece)
      continue
    }
    let start = piece.start
    for (const run of piece.runs) {
      const parts = run.emoji === null ? run.text.split(BREAK) : [run.text]
      for (const [index, text] of parts.entries()) {
        if (index > 0) paragraphs.push([])
        if (text !== '') paragraphs.at(-1)?.push({ ...piece, start, text, runs: [{ ...run, text }] })
        // Only a key: what was taken out between two parts does not matter.
        start += Math.max(text.length, 1)
      }
    }
  }
  return paragraphs.map(trimEnds).filter((paragraph) => paragraph.length > 0)
}

function trimEnds(paragraph: readonly RichTextPiece[]): readonly RichTextPiece[] {
  const trimmed = [...paragraph]
  for (let first = trimmed[0]; first !== undefined && isPlain(first); first = trimmed[0]) {
    const text = first.text.trimStart()
    if (text === '') trimmed.shift()
    else {
      trimmed[0] = withText(first, text)
      break
    }
  }
  for (let last = trimmed.at(-1); last !== undefined && isPlain(last); last = trimmed.at(-1)) {
    const text = last.text.trimEnd()
    if (text === '') trimmed.pop()
    else {
      trimmed[trimmed.length - 1] = withText(last, text)
      break
    }
  }
  return trimmed
}

function isPlain(piece: RichTextPiece): boolean {
  return piece.entity === null && piece.block === null && piece.runs.length === 1 && piece.runs[0]?.emoji === null
}

function withText(piece: RichTextPiece, text: string): RichTextPiece {
  return { ...piece, text, runs: piece.runs.map((run) => ({ ...run, text })) }
}
