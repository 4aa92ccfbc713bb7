import type { Locator, Page } from '@playwright/test'
import { violationsIn } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { postWith } from './support/steps.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })
test.setTimeout(600_000)

/** Opens the menu of a card and takes an entry of it, by keyboard alone. */
async function choose(page: Page, card: Locator, entry: string | RegExp): Promise<void> {
  await card.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  const item = page.getByRole('menuitem', { name: entry, exact: true }).first()
  await expect(item).toBeVisible()
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(item).toBeFocused({ timeout: 50 })
  }).toPass({ intervals: [0] })
  await page.keyboard.press('Enter')
}

/** Does something that the palette names. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(name)
  await expect(page.getByRole('option').first()).toContainText(name)
  await page.keyboard.press('Enter')
}

test('words are muted from a post and from the settings, by keyboard, in both themes', async ({ page, startHost }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  const feed = page.getByRole('feed', { name: 'Timeline' })
  await expect(feed.getByRole('article').first()).toBeVisible()
  const said = page.getByRole('status')
  const dialog = page.getByRole('dialog', { name: 'Mute or muffle' })
  const look = async (where: string): Promise<void> => {
    expect((await violationsIn(page)).map((what) => `${where}: ${what}`)).toEqual([])
  }
  const tram = postWith(page, 'Timeline', 'The tram drivers here ring the bell')

  await test.step('the words of a post are muted from its menu, and heard again at once', async () => {
    await choose(page, tram, 'Mute words…')
    const words = dialog.getByRole('textbox', { name: 'Words' })
    await expect(words).toBeFocused()
    await look('dialog')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText('There is nothing in this that could be found in a post.')
    await page.keyboard.type('tram drivers')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(said.getByText('“tram drivers” is muted.')).toBeVisible()
    await expect(tram).toHaveCount(0)
    // The keyboard goes on from where the card was.
    await expect(feed.locator(':focus')).toHaveCount(1)
    await said.getByRole('button', { name: 'Undo' }).focus()
    await page.keyboard.press('Enter')
    await expect(tram).toBeVisible()
  })

  await test.step('a person is muffled: one line says it, and opens', async () => {
    await choose(page, tram, /^Muffle @/)
    const folded = feed.getByRole('article', { name: /^Amara Oyelaran: Muffled: @/ }).first()
    await expect(folded).toBeVisible()
    await expect(tram).toHaveCount(0)
    await look('folded')
    await folded.getByRole('button', { name: 'Show' }).focus()
    await page.keyboard.press('Enter')
    await expect(tram).toBeVisible()
    await expect(tram.getByRole('button', { name: 'Hide' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(tram).toHaveCount(0)
  })

  const list = page.getByRole('list', { name: 'Muted and muffled' })
  await test.step('the settings list it all, and take more', async () => {
    await command(page, 'Settings')
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await expect(list.getByRole('listitem').first()).toContainText('Muffled · for ever')
    await page.getByRole('button', { name: 'Mute something' }).focus()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('textbox', { name: 'Words' })).toBeFocused()
    await page.keyboard.type('#Barrierefreiheit')
    await page.keyboard.press('Tab')
    await expect(dialog.getByRole('radio', { name: 'Mute', exact: true })).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(dialog.getByRole('radio', { name: 'Muffle' })).toHaveAttribute('aria-checked', 'true')
    await page.keyboard.press('Tab')
    await expect(dialog.getByRole('combobox', { name: 'For how long' })).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.type('7 days')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('combobox', { name: 'For how long' })).toHaveText(/7 days/)
    await dialog.getByRole('button', { name: 'Save' }).focus()
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('button', { name: 'Mute something' })).toBeFocused()
    await expect(list.getByRole('listitem').filter({ hasText: '#Barrierefreiheit' })).toContainText(/Muffled · until /)
    await look('settings')
  })

  await test.step('a rule is changed and removed, and the removed one had back', async () => {
    await list.getByRole('button', { name: 'Change #Barrierefreiheit' }).focus()
    await page.keyboard.press('Enter')
    const change = page.getByRole('dialog', { name: 'Change what is muted' })
    await expect(change.getByRole('textbox', { name: 'Words' })).toHaveValue('#Barrierefreiheit')
    await change.getByRole('radio', { name: 'Muffle' }).focus()
    await page.keyboard.press('ArrowLeft')
    await change.getByRole('textbox', { name: 'Words' }).press('Enter')
    await expect(change).toBeHidden()
    await expect(list.getByRole('listitem').filter({ hasText: '#Barrierefreiheit' })).toContainText(/Muted · until /)
    await list.getByRole('button', { name: /^Remove @/ }).focus()
    await page.keyboard.press('Enter')
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await said.getByRole('button', { name: 'Undo' }).last().focus()
    await page.keyboard.press('Enter')
    await expect(list.getByRole('listitem')).toHaveCount(2)
  })

  await test.step('the timeline shows what is left, also after a restart', async () => {
    await host.restart()
    await page.goto(host.url())
    await expect(feed.getByRole('article').first()).toBeVisible()
    await expect(feed.getByRole('article', { name: /^Amara Oyelaran: Muffled: @/ }).first()).toBeVisible()
    await expect(postWith(page, 'Timeline', 'Kleine Erinnerung')).toHaveCount(0)
  })
})
