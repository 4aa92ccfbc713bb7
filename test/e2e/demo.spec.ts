import type { Locator, Page } from '@playwright/test'
import { addFiles, compose, post, sendAtOnce, showNewest } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { goTo, postWith, sentWith } from './support/steps.ts'
import { picture } from './support/world.ts'

test.describe.configure({ mode: 'parallel' })

const feed = (page: Page): Locator => page.getByRole('feed', { name: 'Timeline' })

async function tryTheDemo(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'Try the demo' }).click()
  await expect(feed(page).getByRole('article').first()).toBeVisible()
}

/** The first card whose upper edge is in view, by its post, and where that edge is. */
function firstInView(page: Page): Promise<{ postId: string; y: number }> {
  return page.evaluate(() => {
    const list = document.querySelector('[role="feed"][aria-label="Timeline"]')
    const top = list?.parentElement?.getBoundingClientRect().top ?? 0
    const cards = [...(list?.querySelectorAll<HTMLElement>('article[data-post-id]') ?? [])]
    const first = cards
      .map((card) => ({ postId: card.dataset['postId'] ?? '', y: Math.round(card.getBoundingClientRect().top - top) }))
      .filter(({ y }) => y >= 0)
      .toSorted((a, b) => a.y - b.y)[0]
    return first ?? { postId: '', y: -1 }
  })
}

/** From now on what the page puts off for a moment comes some frames later, as on a machine that is busy. */
async function haveMuchToDo(page: Page): Promise<void> {
  await page.evaluate(() => {
    const later = window.setTimeout.bind(window)
    window.setTimeout = ((work: () => void, ms = 0) => later(work, Math.max(ms, 150))) as typeof window.setTimeout
  })
}

test('everything can be done in the demo, without an account and without a network', async ({ page, startHost }) => {
  const host = await startHost()
  host.setOnline(false)
  await tryTheDemo(page, host.url())

  await sendAtOnce(page)
  await goTo(page, 'Timeline')
  for (const verb of ['Like', 'Repost', 'Bookmark'] as const) {
    await test.step(`${verb}, and back`, async () => {
      const button = feed(page).getByRole('article').nth(1).getByRole('button', { name: verb })
      const before = await button.getAttribute('aria-pressed')
      await button.click()
      await expect(button).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
      await button.click()
      await expect(button).toHaveAttribute('aria-pressed', before ?? '')
    })
  }

  await test.step('a thread, and the profile of who wrote it, whom one can follow', async () => {
    // On this network one of the accounts can follow; where several can, each is chosen in a menu.
    await feed(page)
      .getByRole('article')
      .filter({ hasText: /@\w+@\w+/ })
      .first()
      .click({ position: { x: 300, y: 8 } })
    const pane = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: /Thread|Conversation/ }) })
    await expect(pane.getByRole('article').first()).toBeVisible()
    await pane.locator('article .name a').first().click()
    const profile = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Profile' }) })
    await expect(profile.getByRole('article').first()).toBeVisible()
    const follow = profile.getByRole('button', { name: /^(Follow|Following|Requested)$/ })
    const before = await follow.textContent()
    await follow.click()
    await expect(follow).not.toHaveText(before ?? '')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  })

  await test.step('a reply', async () => {
    await feed(page).getByRole('article').nth(1).getByRole('button', { name: 'Reply' }).click()
    const composer = page.getByRole('dialog', { name: /^Reply to @/ })
    await composer.getByRole('textbox', { name: 'Post text' }).fill('Answered in the demo')
    await post(composer)
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'Answered in the demo')).toContainText('Posted', { timeout: 30_000 })
  })

  await test.step('a quotation', async () => {
    await goTo(page, 'Timeline')
    const quotable = feed(page).getByRole('article').filter({ hasText: '@' }).nth(1)
    await quotable.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: /^Quote/ }).click()
    const composer = page.getByRole('dialog', { name: /^(New post|Quote)/ })
    await composer.getByRole('textbox', { name: 'Post text' }).fill('Quoted in the demo')
    await post(composer)
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'Quoted in the demo')).toContainText('Posted', { timeout: 30_000 })
  })

  await test.step('a post with a picture to several accounts, which is then deleted', async () => {
    const composer = await compose(page, [/./], 'Shown to everybody in the demo')
    await addFiles(page, composer, [picture('harbour.png')])
    await composer.getByRole('textbox', { name: 'Alt text for harbour.png' }).fill('Boats in the mist')
    await expect(composer.getByRole('button', { name: 'Post to 4 accounts' })).toBeEnabled()
    await post(composer)
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'Shown to everybody').getByText('Posted')).toHaveCount(4, { timeout: 40_000 })
    await goTo(page, 'Timeline')
    const own = feed(page).getByRole('article').filter({ hasText: 'Shown to everybody' })
    await showNewest(page, own.first())
    await expect(
      own
        .first()
        .getByRole('button', { name: /Boats in the mist/ })
        .first(),
    ).toBeVisible()
    // Sent to four accounts, it is one card.
    await expect(own).toHaveCount(1)
    await own.first().getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Delete' }).click()
    await expect(own).toHaveCount(0)
  })

  await test.step('a search finds what was seen', async () => {
    await goTo(page, 'Search')
    await page.getByRole('searchbox', { name: 'Search' }).fill('paper')
    await expect(page.getByRole('article').filter({ hasText: /paper/i }).first()).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search' }).fill(':)')
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  await test.step('one action removes it all', async () => {
    await goTo(page, 'Accounts')
    await page.getByRole('button', { name: 'Remove the demo' }).click()
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    await host.restart()
    await page.goto(host.url())
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
  })
})

test('new posts move nothing that is read, come in when asked for, and the place outlives a restart', async ({ page, startHost }) => {
  const host = await startHost()
  await tryTheDemo(page, host.url())
  await page.mouse.move(500, 400)
  for (let time = 0; time < 6; time++) {
    await page.mouse.wheel(0, 500)
    await page.waitForTimeout(60)
  }
  await page.waitForTimeout(500)
  const place = await firstInView(page)
  expect(place.postId).not.toBe('')
  const news = page.getByRole('button', { name: /^\d+ new posts?$/ })
  await expect(news).toBeVisible({ timeout: 60_000 })
  expect(await firstInView(page)).toEqual(place)

  await host.restart()
  await page.goto(host.url())
  await expect(feed(page).getByRole('article').first()).toBeVisible()
  await expect.poll(() => firstInView(page)).toEqual(place)

  await expect(news).toBeVisible({ timeout: 60_000 })
  const number = Number.parseInt((await news.textContent()) ?? '', 10)
  expect(number).toBeGreaterThan(0)
  await haveMuchToDo(page)
  await news.click()
  await expect(news).toBeHidden()
  await expect.poll(async () => (await firstInView(page)).y).toBeLessThan(60)
  await expect.poll(() => feed(page).evaluate((list) => list.parentElement?.scrollTop)).toBe(0)
  await expect(feed(page).locator(`[data-post-id="${place.postId}"]`)).toHaveCount(0)
})

test('the cards of the demo are named by who wrote them', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await expect(postWith(page, 'Timeline', '')).toHaveAccessibleName(/^\p{Lu}.+/u)
})

test('a post that somebody has on two networks is one card, can be split, and joined again', async ({ page, startHost }) => {
  const host = await startHost()
  await tryTheDemo(page, host.url())
  const gazette = feed(page).getByRole('article').filter({ hasText: 'The last N7 of the night' })
  const both = gazette.getByRole('img', { name: /^on .*(Bluesky.* and .*Mastodon|Mastodon.* and .*Bluesky)/ })
  await expect(both).toBeVisible()
  await expect(gazette).toHaveCount(1)
  // While accounts come in the list is still made anew, and a press may go down with what was under it.
  await expect(page.getByRole('button', { name: 'Read all accounts now' })).toBeVisible()

  await test.step('what is done goes to one network, and the numbers are those of both', async () => {
    const like = gazette.getByRole('button', { name: 'Like' })
    await expect(like).toHaveAttribute('title', /Like · [\d,]+: .+ [\d,]+, .+ [\d,]+/)
    const before = await like.getAttribute('aria-pressed')
    await like.click()
    await expect(like).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
    await like.click()
    await expect(like).toHaveAttribute('aria-pressed', before ?? '')
  })

  await test.step('the thread says how it is doing on each', async () => {
    await gazette.click({ position: { x: 300, y: 8 } })
    const pane = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: /Thread|Conversation/ }) })
    await expect(pane.getByRole('list', { name: 'The same post on several networks' }).getByRole('listitem')).toHaveCount(2)
    await page.keyboard.press('Escape')
  })

  await test.step('split, which is remembered, and joined', async () => {
    await gazette.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Split into separate posts' }).click()
    await expect(gazette).toHaveCount(2)
    await expect(both).toHaveCount(0)
    await host.restart()
    await page.goto(host.url())
    await expect(gazette).toHaveCount(2)
    await gazette.last().getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Join again' }).click()
    await expect(gazette).toHaveCount(1)
    await expect(both).toBeVisible()
  })
})
