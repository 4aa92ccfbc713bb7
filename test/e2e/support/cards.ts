import type { Page } from '@playwright/test'

/** What is in a card, and what is wrong with it. */
export type Inspected = {
  readonly postId: string
  readonly text: string
  readonly height: number
  readonly problems: readonly string[]
}

/**
 * Scrolls through a list from its top to where the posts `wanted` have all been seen, or to its end, and looks at every card on the way: nothing
 * in it is wider than the card or outside it, head and actions are inside, links lead to http(s) only and give nothing away, nothing in it runs.
 * `within` is a CSS selector of the list.
 */
export async function inspectCards(
  page: Page,
  within: string,
  wanted: readonly string[],
  tallest: number,
): Promise<Map<string, Inspected>> {
  const found = await page.evaluate(inspectAll, { within, wanted, tallest })
  return new Map(found.map((each) => [each.postId, each]))
}

/** In the page: Playwright sends this function alone, so everything it needs is in it. */
async function inspectAll({
  within,
  wanted,
  tallest,
}: {
  within: string
  wanted: readonly string[]
  tallest: number
}): Promise<Inspected[]> {
  const list = document.querySelector(within)
  const scroller = list?.closest('.scroll') ?? list?.parentElement
  if (list == null || scroller == null) return []
  const seen = new Map<string, Inspected>()
  const left = new Set(wanted)
  const settle = (): Promise<void> =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 20))))
  scroller.scrollTo({ top: 0 })
  await settle()
  let still = 0
  while (still < 60) {
    for (const card of list.querySelectorAll<HTMLElement>('article[data-post-id]')) {
      const postId = card.dataset['postId'] ?? ''
      const before = seen.get(postId)
      // Looked at again while it is in view: pictures come in, and must not change anything.
      const now = inspect(card, postId)
      seen.set(postId, before !== undefined && before.problems.length > 0 ? before : now)
      left.delete(postId)
    }
    const before = scroller.scrollTop
    if (left.size === 0 && before + scroller.clientHeight >= scroller.scrollHeight - 2) break
    scroller.scrollBy({ top: scroller.clientHeight * 0.7 })
    await settle()
    still = scroller.scrollTop === before ? still + 1 : 0
  }
  return [...seen.values()]

  function inspect(card: HTMLElement, postId: string): Inspected {
    const box = card.getBoundingClientRect()
    const problems: string[] = []
    const add = (problem: string): void => {
      if (problems.length < 10 && !problems.includes(problem)) problems.push(problem)
    }
    const column = scroller as Element
    if (card.scrollWidth > card.clientWidth) add(`its content is ${card.scrollWidth} px wide in ${card.clientWidth}`)
    if (box.right > column.getBoundingClientRect().right + 1) add('it is wider than its column')
    if (box.height > tallest) add(`it is ${Math.round(box.height)} px high`)
    const clips = (element: Element): boolean => getComputedStyle(element).overflowX !== 'visible'
    for (const element of card.querySelectorAll<HTMLElement>('*')) {
      if (/^(script|iframe|object|embed|form|style|link|base|meta|template)$/i.test(element.tagName)) add(`it holds <${element.tagName}>`)
      for (const attribute of element.attributes)
        if (/^on|^srcdoc$|^ping$|^formaction$/i.test(attribute.name)) add(`it has ${attribute.name}=`)
      const rect = element.getBoundingClientRect()
      if (rect.width === 0 && rect.height === 0) continue
      if (rect.left >= box.left - 1 && rect.right <= box.right + 1 && rect.top >= box.top - 1 && rect.bottom <= box.bottom + 1) continue
      let above: Element | null = element.parentElement
      while (above !== null && above !== card && !clips(above)) above = above.parentElement
      if (above === card || above === null)
        add(`<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> is outside it`)
    }
    for (const link of card.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      const { protocol, origin } = new URL(link.href)
      if (protocol !== 'http:' && protocol !== 'https:') add(`a link leads to ${protocol}`)
      if (origin === location.origin) continue
      for (const word of ['noopener', 'noreferrer'])
        if (!link.rel.includes(word)) add(`a link without ${word}: ${link.outerHTML.slice(0, 200)}`)
      if (link.hasAttribute('download')) add('a link that saves a file')
    }
    for (const image of card.querySelectorAll<HTMLImageElement>('img, video, audio, source')) {
      if (image.src !== '' && new URL(image.src).origin !== location.origin && !/^(data|blob):/.test(image.src))
        add(`media from ${image.src.slice(0, 100)}`)
    }
    for (const part of card.matches('.post') ? ['.head', '.actions'] : []) {
      const inside = card.querySelector(part)?.getBoundingClientRect()
      if (inside === undefined) add(`it has no ${part}`)
      else if (inside.height === 0 || inside.height > 80) add(`its ${part} is ${Math.round(inside.height)} px high`)
    }
    if (/[\u202A-\u202E\u2066-\u2069]/.test(card.querySelector('.head')?.textContent ?? '')) add('marks of direction in its head')
    return { postId, text: card.textContent, height: Math.round(box.height), problems }
  }
}
