import { describe, expect, test } from 'vitest'
import { countCharacters } from '../../mastodon-server/text/count.ts'
import { renderText } from '../../mastodon-server/text/render.ts'

describe('counting', () => {
  test.each([
    ['plain', 'hello', '', 5],
    ['one grapheme of many code points', '👩‍👩‍👧‍👦', '', 1],
    ['a warning counts', 'hello', 'CW', 7],
    ['an address is flat, also a short one', 'https://a.io', '', 23],
    ['a long address is flat', `see https://example.com/${'a'.repeat(300)}`, '', 27],
    ['the stop of a sentence is not part of an address', 'https://example.com.', '', 24],
    ['a closing bracket around an address is not part of it', '(https://example.com/a)', '', 25],
    ['brackets inside an address are', 'https://example.com/a_(b)', '', 23],
    ['the domain of a mention is left out', '@alice@other.example hi', '', 9],
    ['an e-mail address is no mention', 'write to a@b.example', '', 20],
  ])('%s', (_name, text, warning, length) => {
    expect(countCharacters(text, warning, 23)).toBe(length)
  })
})

describe('markup', () => {
  const render = (text: string): string =>
    renderText(text, 'https://s.example', (username) => (username === 'bob' ? { url: 'https://s.example/@bob', username: 'bob' } : null))
  test.each([
    ['one\ntwo\n\nthree', '<p>one<br />two</p><p>three</p>'],
    ['3 < 5 & "6"', '<p>3 &lt; 5 &amp; &quot;6&quot;</p>'],
    [
      'hi @bob and @nobody',
      '<p>hi <span class="h-card" translate="no"><a href="https://s.example/@bob" class="u-url mention">@<span>bob</span></a></span> and @nobody</p>',
    ],
    ['#Tag', '<p><a href="https://s.example/tags/tag" class="mention hashtag" rel="tag">#<span>Tag</span></a></p>'],
    [
      'https://www.example.com/a-very-long/path/to/somewhere',
      '<p><a href="https://www.example.com/a-very-long/path/to/somewhere" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://www.</span><span class="ellipsis">example.com/a-very-long/path/t</span><span class="invisible">o/somewhere</span></a></p>',
    ],
    ['', ''],
  ])('%j', (text, html) => {
    expect(render(text)).toBe(html)
  })
})
