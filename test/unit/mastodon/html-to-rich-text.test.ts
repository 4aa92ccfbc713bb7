import { describe, expect, test } from 'vitest'
import { htmlToRichText, htmlToText, type HtmlContext } from '../../../main/connectors/mastodon/normalise/html-to-rich-text.ts'
import { LONGEST_TEXT } from '../../../main/connectors/mastodon/normalise/rich-text-builder.ts'
import type { RichText } from '../../../shared/model/rich-text.ts'
import { checkRichText } from '../../contract/check-batch.ts'

const bob = { url: 'https://far.example/@bob', handle: 'bob@far.example', authorId: 'https://far.example/users/bob' }
const blobcat = { shortcode: 'blobcat', url: 'https://chirp.example/blobcat.png' }

function read(html: string, context: Partial<HtmlContext> = {}): RichText {
  const rich = htmlToRichText(html, { mentions: [bob], emojis: [blobcat], links: 'shown', dropQuoteLine: false, ...context })
  checkRichText(rich)
  return rich
}

/** The spans with the text they cover, without offsets. */
function spansOf(rich: RichText) {
  return rich.spans.map(({ start, end, ...span }) => ({ ...span, text: rich.text.slice(start, end) }))
}

describe('Text of Mastodon', () => {
  test('has paragraphs, lines, a mention, a shortened link, a tag and emoji', () => {
    const rich = read(
      '<p>Hi <span class="h-card" translate="no"><a href="https://far.example/@bob" class="u-url mention">@<span>bob</span></a></span>,<br>see ' +
        '<a href="https://example.com/a/long/path/to/somewhere"><span class="invisible">https://</span><span class="ellipsis">example.com/a/long/path/to/som</span>' +
        '<span class="invisible">ewhere</span></a> <a href="https://short.example/" rel="nofollow"><span class="invisible">https://</span><span class="">short.example/</span><span class="invisible"></span></a></p>' +
        '<p><a href="https://chirp.example/tags/Caf%C3%A9" class="mention hashtag" rel="tag">#<span>Café</span></a> :blobcat: :other: 👩‍👩‍👧</p>',
    )
    expect(rich.text).toBe('Hi @bob,\nsee example.com/a/long/path/to/som… short.example/\n\n#Café :blobcat: :other: 👩‍👩‍👧')
    expect(spansOf(rich)).toEqual([
      { kind: 'mention', text: '@bob', authorId: bob.authorId, handle: bob.handle, uri: bob.url },
      { kind: 'link', text: 'example.com/a/long/path/to/som…', uri: 'https://example.com/a/long/path/to/somewhere' },
      { kind: 'link', text: 'short.example/', uri: 'https://short.example/' },
      { kind: 'tag', text: '#Café', tag: 'Café' },
      { kind: 'emoji', text: ':blobcat:', shortcode: 'blobcat', url: blobcat.url },
    ])
  })

  test('is whole where it is compared with what was typed', () => {
    const html =
      '<p><a href="https://example.com/a/b"><span class="invisible">https://</span><span class="ellipsis">example.com/</span><span class="invisible">a/b</span></a></p>'
    expect(htmlToText(html)).toBe('https://example.com/a/b')
  })

  test('loses the line for clients without quotes only where there is a quote', () => {
    const html = '<p class="quote-inline">RE: <a href="https://far.example/1">https://far.example/1</a></p><p>This</p>'
    expect(read(html, { dropQuoteLine: true }).text).toBe('This')
    expect(read(html).text).toBe('RE: https://far.example/1\n\nThis')
  })
})

describe('Text of other servers', () => {
  test('of GoToSocial has lists, quotations and code', () => {
    const rich = read(
      '<h2>Title</h2><ul><li>one</li><li>two <em>and</em><ol start="3"><li>deep</li></ol></li></ul><blockquote><p>said <strong>so</strong></p></blockquote>' +
        '<pre><code class="language-js">let a = 1\n  + 2\n</code></pre><p>and <code>x</code>, <del>gone</del></p>',
    )
    expect(rich.text).toBe('Title\n\n• one\n• two and\n  3. deep\n\nsaid so\n\nlet a = 1\n  + 2\n\nand x, gone')
    expect(spansOf(rich).map(({ kind, text, ...rest }) => [kind, 'style' in rest ? rest.style : '', text])).toEqual([
      ['style', 'strong', 'Title'],
      ['style', 'emphasis', 'and'],
      ['style', 'quotation', 'said so'],
      ['style', 'strong', 'so'],
      ['style', 'code', 'let a = 1\n  + 2\n'],
      ['style', 'preformatted', 'let a = 1\n  + 2\n'],
      ['style', 'code', 'x'],
      ['style', 'strike', 'gone'],
    ])
  })

  test('of Pleroma has breaks without paragraphs, mentions that nobody listed, tags by their data, emoji as pictures', () => {
    const rich = read(
      '<span class="h-card"><a class="u-url mention" data-user="A1" href="https://pl.example/users/erin" rel="ugc">@<span>erin</span></a></span> one<br/>two ' +
        '<a class="hashtag" data-tag="cofe" href="https://pl.example/tag/cofe">#cofe</a> <img class="emoji" alt=":blobcat:" title="blobcat" src="https://pl.example/blobcat.png">',
    )
    expect(rich.text).toBe('@erin one\ntwo #cofe :blobcat:')
    expect(spansOf(rich)).toEqual([
      { kind: 'mention', text: '@erin', authorId: null, handle: 'erin@pl.example', uri: 'https://pl.example/users/erin' },
      { kind: 'tag', text: '#cofe', tag: 'cofe' },
      { kind: 'emoji', text: ':blobcat:', shortcode: 'blobcat', url: blobcat.url },
    ])
  })

  test('of Misskey and its kin has spans around everything, full mentions and ruby', () => {
    const rich = read(
      '<p><a href="https://far.example/@bob" class="u-url mention">@bob@far.example</a><span> hello<br><br></span><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby><i>, </i>' +
        '<a href="https://mk.example/tags/tag" rel="tag">#tag</a></p>',
    )
    expect(rich.text).toBe('@bob@far.example hello\n\n東京とうきょう, #tag')
    expect(spansOf(rich).map(({ kind, text }) => [kind, text])).toEqual([
      ['mention', '@bob@far.example'],
      ['style', ', '],
      ['tag', '#tag'],
    ])
  })

  test('of blogs has line ends that mean nothing between blocks and inside of them', () => {
    expect(
      read('<h1>A post</h1>\n\n<p>First\nline</p>\n<p>Second&nbsp;one</p>\n<figure>\n<img src="x.png" alt="A hill"/>\n</figure>\n').text,
    ).toBe('A post\n\nFirst line\n\nSecond\u00a0one\n\nA hill')
  })

  test('keeps the spaces that people draw with', () => {
    expect(read('<p>a   b<br />  c</p>').text).toBe('a   b\nc')
    expect(read('<p>x  /\\_/\\</p>').text).toBe('x  /\\_/\\')
  })
})

describe('Links', () => {
  test.each([
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'file:///etc/passwd',
    'blob:https://x/1', 'about:blank', '/relative', '//protocol.relative', '', '#', 'https://', 'http://[', 'chirp://x', 'https://exa mple.com',
  ])('to %j are only text', (href) => {
    const rich = read(`<p><a href="${href.replaceAll('"', '&quot;')}">look</a></p>`)
    expect(rich).toEqual({ text: 'look', spans: [] })
  }) // prettier-ignore

  test('show the host that they really go to', () => {
    expect(spansOf(read('<a href="https://аpple.com/">apple.com</a>'))).toEqual([
      { kind: 'link', text: 'apple.com', uri: 'https://xn--pple-43d.com/' },
    ])
  })

  test('do not become mentions of somebody because they stand in somebody else’s list', () => {
    expect(spansOf(read('<a href="https://far.example/@bob">click here</a>'))).toEqual([{ kind: 'link', text: 'click here', uri: bob.url }])
  })

  test('do not nest, and end where the text ends', () => {
    const rich = read('<a href="https://a.example/">one <a href="https://b.example/">two</a> three')
    expect(spansOf(rich)).toEqual([
      { kind: 'link', text: 'one ', uri: 'https://a.example/' },
      { kind: 'link', text: 'two', uri: 'https://b.example/' },
    ])
  })
})

const MEGABYTE = 1_000_000
const hostile: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script>',
  'a script in a script': '<scr<script>ipt>alert(1)</scr</script>ipt>',
  'an image that fails': '<img src=x onerror=alert(1)>',
  'an svg': '<svg onload=alert(1)><script>alert(1)</script></svg>',
  'a style': '<style>* { display: none }</style><p style="position:fixed">x</p>',
  'a frame': '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  'a form': '<form action="https://evil.example"><input name=a value=b><button>Press</button></form>',
  'broken tags': '<p><b><i></p></b></i></div></div><<>><a<b>c<',
  'an unfinished tag': '<p>x<a href="https://x.example/',
  'an unfinished comment': 'x<!-- <p>y',
  entities: '&lt;b&gt; &amp;amp; &#0; &#x110000; &#xD800; &nosuch; &#39;',
  nulls: 'a\0b<p\0>c</p>',
  'half characters': '\ud800<p>\udfff</p>',
  'direction marks': '\u202eabc\u202c \u2066x\u2069',
  'combining marks': `e${'\u0301'.repeat(10_000)}`,
  'a megabyte of text': 'word '.repeat(MEGABYTE / 5),
  'a megabyte of one word': 'x'.repeat(MEGABYTE),
  'deep nesting': '<div>'.repeat(MEGABYTE / 5),
  'deep styles': `${'<b><i>'.repeat(100_000)}x`,
  'deep lists': '<ul><li>'.repeat(100_000),
  'many paragraphs': '<p>a'.repeat(200_000),
  'many breaks': `a${'<br>'.repeat(200_000)}b`,
  'many links': '<a href="https://x.example/">y</a>'.repeat(30_000),
  'open links': '<a href="https://x.example/">y'.repeat(30_000),
  'many ends': '</div>'.repeat(150_000),
  'signs of a tag': '<a '.repeat(300_000),
  'many colons': ':'.repeat(MEGABYTE),
  'many spaces': ' '.repeat(MEGABYTE),
  'spaces and line ends': ' \n\t'.repeat(300_000),
  'many attributes': `<a ${'x="1" '.repeat(150_000)}>y`,
  'many comments': '<!--'.repeat(250_000),
  'a declaration': '<!DOCTYPE html><?xml version="1.0"?><![CDATA[x]]>y',
}

describe('Hostile text', () => {
  test.each(Object.entries(hostile))('is harmless and read at once: %s', (_, html) => {
    htmlToRichText(html, { mentions: [bob], emojis: [blobcat], links: 'shown', dropQuoteLine: false })
    const rich = read(html)
    // An ellipsis, and the line ends before it.
    expect(rich.text.length).toBeLessThanOrEqual(LONGEST_TEXT + 3)
    expect(rich.text).not.toContain('\0')
    expect(rich).toEqual(read(html))
  })

  test('shows nothing of what is not text', () => {
    const texts = ['script', 'a style', 'a frame', 'an svg', 'an image that fails', 'a form'].map((name) => read(hostile[name] ?? '').text)
    expect(texts).toEqual(['', 'x', '', '', '', ''])
  })

  test('has at most a few empty lines in a row', () => {
    expect(read(hostile['many breaks'] ?? '').text.length).toBeLessThan(30)
  })
})
