import type { Locator } from '@playwright/test'
import { violationsIn } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { goToByKeys } from './support/steps.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })

const UNREAD = /, (unread|\d+ new)/
const nameOf = async (article: Locator): Promise<string> => (await article.getAttribute('aria-label')) ?? ''

test('mentions are gone through by keyboard, in both themes', async ({ page, startHost }) => {
  test.setTimeout(300_000)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  const feed = page.getByRole('feed', { name: 'Mentions' })
  const rows = feed.getByRole('article')
  const status = page.getByRole('status').filter({ has: page.locator('.toast') })
  const filter = page.getByRole('main').getByRole('button', { name: 'Filter' })
  const choose = async (entry: string | RegExp): Promise<void> => {
    await filter.click()
    await page.getByRole('menuitemcheckbox', { name: entry }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden()
  }
  const look = async (): Promise<void> => {
    expect(await violationsIn(page)).toEqual([])
  }
  await goToByKeys(page, 'm', feed)
  await rows.first().waitFor()
  await page.keyboard.press('j')
  await expect(rows.first()).toBeFocused()
  const first = (await nameOf(rows.first())).replace(/, (unread|\d+ new).*$/, '')
  const second = (await nameOf(rows.nth(1))).replace(/, (unread|\d+ new).*$/, '')
  const firstRow = feed.getByRole('article', { name: first })

  await test.step('archived, the next one is on; taken back by its toast, and again by key', async () => {
    await page.keyboard.press('e')
    await status.getByRole('button', { name: 'Undo' }).last().click()
    await expect(rows.first()).toHaveAttribute('aria-label', new RegExp(`^${escaped(first)}`))
    await firstRow.focus()
    await page.keyboard.press('k')
    await expect(rows.first()).toBeFocused()
    await page.keyboard.press('e')
    await expect(status).toContainText('Archived')
    await expect(rows.first()).toHaveAttribute('aria-label', new RegExp(`^${escaped(second)}`))
    await expect(rows.first()).toBeFocused()
    await page.keyboard.press('z')
    await expect(status).toContainText('Taken back')
    await expect(rows.first()).toHaveAttribute('aria-label', new RegExp(`^${escaped(first)}`))
  })

  await test.step('unread and read again', async () => {
    await page.keyboard.press('k')
    await expect(rows.first()).toBeFocused()
    const before = UNREAD.test(await nameOf(rows.first()))
    await page.keyboard.press('i')
    if (before) await expect(rows.first()).not.toHaveAttribute('aria-label', UNREAD)
    else await expect(rows.first()).toHaveAttribute('aria-label', UNREAD)
    await page.keyboard.press('i')
    if (before) await expect(rows.first()).toHaveAttribute('aria-label', UNREAD)
    else await expect(rows.first()).not.toHaveAttribute('aria-label', UNREAD)
  })

  await test.step('put off by a menu under the key, found among what is put off, and taken back', async () => {
    await page.keyboard.press('h')
    await expect(page.getByRole('menuitem', { name: 'In one hour' })).toBeVisible()
    await look()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(status).toContainText('Put off until')
    await expect(firstRow).toBeHidden()
    await choose(/^Snoozed/)
    await expect(firstRow).toBeVisible()
    await look()
    await page.keyboard.press('z')
    await expect(page.getByText('Nothing is put off')).toBeVisible()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await expect(firstRow).toBeVisible()
  })

  await test.step('a row of many people opens to them', async () => {
    await page.getByRole('tab', { name: /^Likes and reposts/ }).click()
    const many = feed.getByRole('article', { name: /others? / }).first()
    await many.getByRole('button', { name: /others?$/ }).click()
    const people = page.getByRole('list', { name: 'People' })
    await expect(people.getByRole('listitem').nth(2)).toBeVisible()
    await look()
    await people.getByRole('button').first().click()
    await expect(page.getByRole('complementary', { name: 'Profile' })).toBeVisible()
  })

  await test.step('what the view is narrowed down to is there after a reload', async () => {
    await choose('Unread only')
    await expect(page.getByRole('main').getByText('Unread only')).toBeVisible()
    await page.reload()
    await page.getByRole('article').first().waitFor()
    await goToByKeys(page, 'm', page.getByRole('heading', { name: 'Mentions' }))
    await expect(page.getByRole('tab', { name: /^Likes and reposts/ })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('main').getByText('Unread only')).toBeVisible()
  })

  await test.step('all keys are in the sheet', async () => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog').getByText('Archive, or move back to the inbox')).toBeVisible()
  })
})

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
