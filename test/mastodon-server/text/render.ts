import { findEntities } from './entities.ts'

/** Who a mention in a text turned out to be; null when nobody. */
export type FindMentioned = (username: string, domain: string | null) => { readonly url: string; readonly username: string } | null

const SHOWN_LENGTH = 30

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

/** An address as Mastodon shows it: protocol and tail hidden in spans, 30 characters kept. */
export function renderUrl(url: string): string {
  const prefix = /^https?:\/\/(?:www\.)?/.exec(url)?.[0] ?? ''
  const shown = url.slice(prefix.length, prefix.length + SHOWN_LENGTH)
  const rest = url.slice(prefix.length + SHOWN_LENGTH)
  const middle = `<span class="${rest === '' ? '' : 'ellipsis'}">${escapeHtml(shown)}</span>`
  return `<a href="${escapeHtml(url)}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">${escapeHtml(prefix)}</span>${middle}<span class="invisible">${escapeHtml(rest)}</span></a>`
}

function renderTag(base: string, name: string): string {
  return `<a href="${base}/tags/${encodeURIComponent(name.toLowerCase())}" class="mention hashtag" rel="tag">#<span>${escapeHtml(name)}</span></a>`
}

/** The markup of a status: paragraphs, line breaks, linked addresses, mentions as h-cards, hashtags. */
export function renderText(text: string, base: string, findMentioned: FindMentioned): string {
  if (text.trim() === '') return ''
  let html = ''
  let from = 0
  for (const entity of findEntities(text)) {
    html += escapeHtml(text.slice(from, entity.start))
    if (entity.kind === 'url') html += renderUrl(entity.url)
    else if (entity.kind === 'hashtag') html += renderTag(base, entity.name)
    else {
      const found = findMentioned(entity.username, entity.domain)
      html +=
        found === null
          ? escapeHtml(text.slice(entity.start, entity.end))
          : `<span class="h-card" translate="no"><a href="${escapeHtml(found.url)}" class="u-url mention">@<span>${escapeHtml(found.username)}</span></a></span>`
    }
    from = entity.end
  }
  html += escapeHtml(text.slice(from))
  return html
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('')
}
