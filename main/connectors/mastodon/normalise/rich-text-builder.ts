import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'

/** Longest text of one post that is kept, in UTF-16 units; the largest limit of a known server is 100,000 characters. */
export const LONGEST_TEXT = 200_000

/** Links and styles beyond this are only text: no reader follows them, and showing them would hold up everything else. */
export const MOST_SPANS = 2_000
/** More empty lines than this in a row are not kept: they only push other posts away. */
const MOST_LINE_ENDS = 20

type Style = Extract<RichTextSpan, { kind: 'style' }>['style']

/** A stretch that has been opened; `start` is null until its first text is written. */
export type OpenRange = { start: number | null; firstPart: number }

/**
 * Collects text and spans while a document is read from start to end. Blocks ask for a distance to what stands before them;
 * it is only written once more text follows, so that no text begins or ends with empty lines.
 */
export class RichTextBuilder {
  private readonly parts: string[] = []
  private readonly spans: RichTextSpan[] = []
  private written = 0
  /** Line ends at the end of what was written. */
  private lineEnds = 0
  private wantedLineEnds = 0
  private spaceAtEnd = false
  private readonly openStyles = new Map<Style, OpenRange & { depth: number }>()
  private readonly openRanges = new Set<OpenRange>()

  get full(): boolean {
    return this.written >= LONGEST_TEXT
  }

  /** What follows stands at least `lines` line ends below what came before. */
  separate(lines: number): void {
    if (this.written > 0) this.wantedLineEnds = Math.max(this.wantedLineEnds, lines)
  }

  /** One line end more, as `<br>` asks for. */
  breakLine(): void {
    if (this.written === 0) return
    this.wantedLineEnds = Math.min(Math.max(this.wantedLineEnds, this.lineEnds) + 1, MOST_LINE_ENDS)
  }

  /**
   * Appends text of a line: white space that holds a line end counts as one space, as HTML has it, and is dropped where a line begins.
   * Runs of spaces stay as they are, as people draw with them.
   */
  flow(raw: string): void {
    let text = raw.replace(/[\t\n\f\r ]+/g, (space) => (/[^ ]/.test(space) ? ' ' : space))
    if (this.wantedLineEnds > this.lineEnds || this.written === 0 || this.lineEnds > 0) text = text.replace(/^ +/, '')
    else if (this.spaceAtEnd && raw !== text) text = text.replace(/^ /, '')
    if (text !== '') this.write(text)
  }

  /** Appends text with its white space, as in `<pre>`. */
  verbatim(raw: string): void {
    const text = raw.replace(/\r\n?/g, '\n')
    if (text !== '') this.write(text)
  }

  openStyle(style: Style): void {
    const open = this.openStyles.get(style)
    if (open) open.depth += 1
    else {
      const range = { depth: 1, start: null, firstPart: 0 }
      this.openStyles.set(style, range)
      this.openRanges.add(range)
    }
  }

  closeStyle(style: Style): void {
    const open = this.openStyles.get(style)
    if (!open) return
    open.depth -= 1
    if (open.depth > 0) return
    this.openStyles.delete(style)
    this.openRanges.delete(open)
    if (open.start !== null) this.addSpan({ kind: 'style', style, start: open.start, end: this.written })
  }

  addSpan(span: RichTextSpan): void {
    if (span.end > span.start && this.spans.length < MOST_SPANS) this.spans.push(span)
  }

  /** Begins a stretch at the next text. */
  open(): OpenRange {
    const range: OpenRange = { start: null, firstPart: 0 }
    this.openRanges.add(range)
    return range
  }

  /** Ends it: its place and text, or null when nothing was written meanwhile. */
  close(range: OpenRange): { readonly start: number; readonly end: number; readonly text: string } | null {
    this.openRanges.delete(range)
    if (range.start === null || range.start === this.written) return null
    return { start: range.start, end: this.written, text: this.parts.slice(range.firstPart).join('') }
  }

  finish(): RichText {
    for (const style of [...this.openStyles.keys()]) {
      const open = this.openStyles.get(style)
      if (open) open.depth = 1
      this.closeStyle(style)
    }
    const all = this.parts.join('')
    let length = all.length
    while (length > 0 && (all[length - 1] === ' ' || all[length - 1] === '\n')) length -= 1
    const text = all.slice(0, length)
    const spans = this.spans
      .map((span) => ({ ...span, end: Math.min(span.end, text.length) }))
      .filter((span) => span.end > span.start)
      .sort((a, b) => a.start - b.start || b.end - a.end)
    return { text, spans }
  }

  private write(text: string): void {
    if (this.full) return
    if (this.wantedLineEnds > this.lineEnds) this.append('\n'.repeat(this.wantedLineEnds - this.lineEnds))
    this.wantedLineEnds = 0
    for (const range of this.openRanges) {
      if (range.start !== null) continue
      range.start = this.written
      range.firstPart = this.parts.length
    }
    const room = Math.max(0, LONGEST_TEXT - this.written)
    this.append(text.length > room ? `${text.slice(0, room).toWellFormed()}…` : text)
  }

  private append(text: string): void {
    this.parts.push(text)
    this.written += text.length
    let tail = 0
    while (tail < text.length && text[text.length - 1 - tail] === '\n') tail += 1
    this.lineEnds = tail === text.length ? this.lineEnds + tail : tail
    this.spaceAtEnd = text.endsWith(' ')
  }
}
