import { createHash } from 'node:crypto'
import type { World } from './world.ts'
import { findUser } from './world.ts'

export interface WireUrl {
  start: number
  end: number
  url: string
  expanded_url: string
  display_url: string
  media_key?: string
}

export interface WireText {
  /** With `&`, `<` and `>` written as HTML. */
  readonly text: string
  readonly entities: {
    readonly urls?: readonly WireUrl[]
    readonly mentions?: readonly { start: number; end: number; username: string; id: string }[]
    readonly hashtags?: readonly { start: number; end: number; tag: string }[]
  }
  /** Where what is shown begins and ends: without the people answered, and the address of what is attached. */
  readonly displayRange: readonly [number, number]
}

const TOKENS =
  /(?<url>https?:\/\/[^\s]+[^\s.,;:!?)'"]|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|example)\b(?:\/[^\s]*[^\s.,;:!?)'"])?)|(?<!\w)@(?<name>\w{1,15})\b|(?<!\w)#(?<tag>[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)/giu

/** Whether a text has an address in it, which is dearer. */
export function hasUrl(text: string): boolean {
  return [...text.matchAll(TOKENS)].some((match) => match.groups?.['url'] !== undefined)
}

export function shortened(address: string): string {
  return `https://t.co/${createHash('sha256').update(address).digest('base64url').replace(/[-_]/g, 'a').slice(0, 10)}`
}

function expanded(address: string): string {
  return /^https?:/i.test(address) ? address : `http://${address}`
}

/** Characters as the API counts them: code points. */
function length(text: string): number {
  return codePoints(text).length
}

/**
 * What the API makes of a text as it was typed: addresses behind t.co, people and tags as entities, counted in code points of the text as it is
 * read. `shownFrom` code points at its start are the people answered; `attached` is an address put to its end.
 */
export function wireText(
  world: World,
  typed: string,
  options: { readonly shownFrom: number; readonly attached: readonly { readonly address: string; readonly mediaKey: string | null }[] },
): WireText {
  const urls: WireUrl[] = []
  const mentions: { start: number; end: number; username: string; id: string }[] = []
  const hashtags: { start: number; end: number; tag: string }[] = []
  let text = ''
  let at = 0
  for (const match of typed.matchAll(TOKENS)) {
    text += typed.slice(at, match.index)
    at = match.index + match[0].length
    const start = length(text)
    const { url, name, tag } = match.groups ?? {}
    if (url !== undefined) {
      text += shortened(url)
      urls.push(urlEntity(start, url))
      continue
    }
    text += match[0]
    const user = name === undefined ? null : findUser(world, name)
    if (user !== null) mentions.push({ start, end: length(text), username: user.username, id: user.id })
    if (tag !== undefined) hashtags.push({ start, end: length(text), tag })
  }
  text += typed.slice(at)
  const shownTo = length(text)
  for (const { address, mediaKey } of options.attached) {
    text += text === '' ? '' : ' '
    urls.push({ ...urlEntity(length(text), address), ...(mediaKey === null ? {} : { media_key: mediaKey }) })
    text += shortened(address)
  }
  return {
    text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    entities: {
      ...(urls.length === 0 ? {} : { urls }),
      ...(mentions.length === 0 ? {} : { mentions }),
      ...(hashtags.length === 0 ? {} : { hashtags }),
    },
    displayRange: [options.shownFrom, shownTo],
  }
}

function urlEntity(start: number, address: string): WireUrl {
  const url = shortened(address)
  return {
    start,
    end: start + url.length,
    url,
    expanded_url: expanded(address),
    display_url: address.replace(/^https?:\/\/(www\.)?/i, '').slice(0, 27),
  }
}

/** Characters as the API counts them. */
export function codePoints(text: string): string[] {
  return Array.from(text)
}
