import { Parser } from 'htmlparser2'
import type { CustomEmoji } from '../../../../shared/model/author.ts'
import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { MOST_SPANS, RichTextBuilder, type OpenRange } from './rich-text-builder.ts'
import { webAddress } from './web-address.ts'

/** Someone the server says is mentioned: the address their link has, and who that is. */
export type KnownMention = { readonly url: string; readonly handle: string; readonly authorId: string | null }

/** What the server tells beside the HTML. */
export type HtmlContext = {
  readonly mentions: readonly KnownMention[]
  readonly emojis: readonly CustomEmoji[]
  /**
   * `shown` shortens links as the server marked it (`example.com/a-long…`); `full` has them whole, for comparing with what was typed.
   */
  readonly links: 'shown' | 'full'
  /** Leaves out the line ("RE: https://…") that servers add for clients which do not know quotes. */
  readonly dropQuoteLine: boolean
}

/** HTML longer than this is cut: nobody reads it, and reading it must not hold up the others. Twice the largest known limit, with markup. */
const LONGEST_HTML = 1_000_000
/** Reading ends where more elements than this are open: the parser takes quadratic time over them. The deepest real posts have about ten. */
const DEEPEST = 200

const NOT_TEXT = new Set([
  'script', 'style', 'title', 'head', 'iframe', 'noscript', 'noembed', 'noframes', 'template', 'object', 'embed', 'svg', 'textarea',
  'select', 'audio', 'video', 'canvas', 'annotation', 'form',
]) // prettier-ignore
const APART = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'ul', 'ol', 'table', 'hr', 'figure', 'details'])
const OWN_LINE = new Set(['div', 'li', 'tr', 'dt', 'dd', 'section', 'article', 'header', 'footer', 'summary', 'figcaption', 'center'])

type Style = Extract<RichTextSpan, { kind: 'style' }>['style']
const STYLES = new Map<string, Style>([
  ['strong', 'strong'], ['b', 'strong'], ['h1', 'strong'], ['h2', 'strong'], ['h3', 'strong'], ['h4', 'strong'], ['h5', 'strong'], ['h6', 'strong'],
  ['em', 'emphasis'], ['i', 'emphasis'], ['code', 'code'], ['pre', 'preformatted'], ['blockquote', 'quotation'],
  ['del', 'strike'], ['s', 'strike'], ['strike', 'strike'],
]) // prettier-ignore

type OpenLink = { readonly range: OpenRange; readonly uri: string; readonly classes: readonly string[]; readonly depth: number }
type OpenElement = { readonly name: string; readonly hides: boolean; readonly shortens: boolean }

/**
 * Turns a post's or profile's HTML, as servers of the Mastodon API send it, into plain text with spans. Total: whatever comes in, a
 * `RichText` comes out; only http(s) addresses become links, and nothing that is not text is kept.
 */
export function htmlToRichText(html: string, context: HtmlContext): RichText {
  const reader = new HtmlReader(context)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (reader.depth >= DEEPEST) parser.pause()
        else reader.open(name, attributes)
      },
      ontext: (text) => {
        reader.text(text)
      },
      onclosetag: (name) => {
        reader.close(name)
      },
    },
    { decodeEntities: true },
  )
  parser.end(html.slice(0, LONGEST_HTML))
  return withEmojiSpans(reader.finish(), context.emojis)
}

/** The text alone, whole links included. */
export function htmlToText(html: string): string {
  return htmlToRichText(html, { mentions: [], emojis: [], links: 'full', dropQuoteLine: true }).text
}

class HtmlReader {
  private readonly builder = new RichTextBuilder()
  private readonly elements: OpenElement[] = []
  private readonly lists: { next: number | null }[] = []
  private readonly mentions: ReadonlyMap<string, KnownMention>
  private readonly context: HtmlContext
  private hidden = 0
  private shortened = 0
  private preformatted = 0
  private link: OpenLink | null = null

  constructor(context: HtmlContext) {
    this.context = context
    this.mentions = new Map(context.mentions.map((mention) => [webAddress(mention.url) ?? mention.url, mention]))
  }

  /** How many elements are open. */
  get depth(): number {
    return this.elements.length
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const classes = (attributes['class'] ?? '').split(/\s+/)
    const hides =
      NOT_TEXT.has(name) ||
      (this.context.links === 'shown' && classes.includes('invisible')) ||
      (this.context.dropQuoteLine && classes.includes('quote-inline')) ||
      name === 'rp'
    const shortens = this.context.links === 'shown' && classes.includes('ellipsis')
    this.elements.push({ name, hides, shortens })
    if (hides) this.hidden += 1
    if (this.hidden > 0) return
    if (shortens) this.shortened += 1
    this.separate(name)
    const style = STYLES.get(name)
    if (style) this.builder.openStyle(style)
    switch (name) {
      case 'br':
        if (this.preformatted > 0) this.builder.verbatim('\n')
        else this.builder.breakLine()
        break
      case 'hr':
        this.builder.flow('———')
        this.builder.separate(2)
        break
      case 'pre':
        this.preformatted += 1
        break
      case 'ul':
      case 'ol':
        this.lists.push({ next: name === 'ol' ? startOf(attributes['start']) : null })
        break
      case 'li':
        this.beginItem()
        break
      case 'td':
      case 'th':
        this.builder.flow(' ')
        break
      case 'img':
        this.text((attributes['alt'] ?? '').slice(0, 500))
        break
      case 'a':
        this.openLink(attributes['href'] ?? '', classes)
        break
      default:
    }
  }

  text(raw: string): void {
    if (this.hidden > 0 || this.builder.full) return
    // Control characters but tab and line ends say nothing and upset what shows them.
    const text = raw.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    if (this.preformatted > 0) this.builder.verbatim(text)
    else this.builder.flow(text)
  }

  close(name: string): void {
    const element = this.elements.pop()
    if (!element) return
    if (element.hides) {
      this.hidden -= 1
      return
    }
    if (this.hidden > 0) return
    if (element.shortens) {
      this.shortened -= 1
      this.builder.flow('…')
    }
    if (name === 'a' && this.link?.depth === this.elements.length) this.closeLink()
    const style = STYLES.get(name)
    if (style) this.builder.closeStyle(style)
    if (name === 'pre') this.preformatted -= 1
    if (name === 'ul' || name === 'ol') this.lists.pop()
    this.separate(name)
  }

  finish(): RichText {
    if (this.link) this.closeLink()
    return this.builder.finish()
  }

  private separate(name: string): void {
    if ((name === 'ul' || name === 'ol') && this.lists.length > 0) this.builder.separate(1)
    else if (APART.has(name)) this.builder.separate(2)
    else if (OWN_LINE.has(name)) this.builder.separate(1)
  }

  private beginItem(): void {
    const list = this.lists.at(-1)
    const indent = '  '.repeat(Math.min(Math.max(this.lists.length - 1, 0), 8))
    if (list?.next === null || list === undefined) this.builder.verbatim(`${indent}• `)
    else {
      this.builder.verbatim(`${indent}${String(list.next)}. `)
      list.next += 1
    }
  }

  private openLink(href: string, classes: readonly string[]): void {
    if (this.link) this.closeLink()
    const uri = webAddress(href)
    if (uri === null) return
    this.link = { range: this.builder.open(), uri, classes, depth: this.elements.length - 1 }
  }

  private closeLink(): void {
    const link = this.link
    this.link = null
    if (!link) return
    const written = this.builder.close(link.range)
    if (written) this.builder.addSpan(this.linkSpan(link, written))
  }

  private linkSpan(link: OpenLink, { start, end, text }: { start: number; end: number; text: string }): RichTextSpan {
    const known = this.mentions.get(link.uri)
    if (known && text.startsWith('@')) return { kind: 'mention', start, end, authorId: known.authorId, handle: known.handle, uri: link.uri }
    const tag = /^[#＃]([^\s#]+)$/.exec(text)?.[1]
    if (tag !== undefined && (link.classes.includes('hashtag') || /\/tags?\//.test(link.uri))) return { kind: 'tag', start, end, tag }
    const name = /^@([^\s@]+)(?:@([^\s@]+))?$/.exec(text)
    if (name && link.classes.includes('mention')) {
      const [, user = '', server = new URL(link.uri).host] = name
      return { kind: 'mention', start, end, authorId: null, handle: `${user}@${server}`, uri: link.uri }
    }
    return { kind: 'link', start, end, uri: link.uri }
  }
}

function startOf(attribute: string | undefined): number {
  const start = Number(attribute ?? '1')
  return Number.isSafeInteger(start) && Math.abs(start) < 1_000_000 ? start : 1
}

/** Adds a span for every `:shortcode:` that the server defines, outside code. */
function withEmojiSpans(text: RichText, emojis: readonly CustomEmoji[]): RichText {
  if (emojis.length === 0 || !text.text.includes(':')) return text
  const addresses = new Map(emojis.map((emoji) => [emoji.shortcode, emoji.url]))
  const code = text.spans.filter((span) => span.kind === 'style' && (span.style === 'code' || span.style === 'preformatted'))
  const found: RichTextSpan[] = []
  const pattern = /:([^\s:]{1,100}):/g
  for (let match = pattern.exec(text.text); match && found.length < MOST_SPANS; match = pattern.exec(text.text)) {
    const shortcode = match[1] ?? ''
    const url = addresses.get(shortcode)
    const start = match.index
    const end = start + match[0].length
    if (url === undefined) pattern.lastIndex = end - 1
    else if (!code.some((span) => span.start < end && span.end > start)) found.push({ kind: 'emoji', start, end, shortcode, url })
  }
  if (found.length === 0) return text
  return { text: text.text, spans: [...text.spans, ...found].sort((a, b) => a.start - b.start || b.end - a.end) }
}
