import { expect, test } from './support/fixtures.ts'
import { goTo } from './support/steps.ts'

test('a search is built by keyboard, its hits are marked, and an empty one says how it was understood', async ({ page, startHost }) => {
  const host = await startHost()
  await page.goto(host.url())
  await page.getByRole('button', { name: 'Try the demo' }).click()
  await expect(page.getByRole('feed', { name: 'Timeline' }).getByRole('article').first()).toBeVisible()
  await goTo(page, 'Search')
  const box = page.getByRole('searchbox', { name: 'Search' })
  const add = page.getByRole('group', { name: 'Add' })
  const hits = page.getByRole('feed', { name: 'Search' }).getByRole('article')
  await expect(box).toBeFocused()

  await test.step('words are marked as they are found, in any case', async () => {
    await page.keyboard.type('THE')
    await expect(hits.first().locator('mark').first()).toHaveText(/^the$/i)
    for (const mark of await hits.locator('mark').allInnerTexts()) expect(mark.toLowerCase()).toBe('the')
  })

  await test.step('a condition is completed and narrows it down', async () => {
    const status = page.getByRole('main').getByRole('status').first()
    const before = await status.innerText()
    await page.keyboard.type(' ha')
    await expect(add.getByRole('button')).toHaveText(['has:', '“exact words”'])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(add.getByRole('button', { name: 'has:' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(box).toBeFocused()
    await expect(box).toHaveValue('THE has:')
    await add.getByRole('button', { name: 'has:image' }).click()
    await expect(box).toHaveValue('THE has:image ')
    await expect(box).toBeFocused()
    await expect(status).toHaveText(/^\d+ posts? ·/)
    await expect(status).not.toHaveText(before)
    await expect(hits.first()).toBeVisible()
  })

  await test.step('down leads into the hits, and the slash back to the box', async () => {
    await page.keyboard.press('ArrowDown')
    await expect(hits.first()).toBeFocused()
    await page.keyboard.press('/')
    await expect(box).toBeFocused()
  })

  await test.step('nothing found says what was looked for', async () => {
    await box.fill('"no such words" -tram from:juno has:cat')
    const parts = page.getByRole('list', { name: 'Looked for' }).getByRole('listitem')
    await expect(parts).toHaveText(['from:juno', '“no such words”', '-tram', 'has:cat'])
    await add.getByRole('button', { name: '“exact words”' }).click()
    await page.keyboard.type('x')
    await expect(box).toHaveValue('"no such words" -tram from:juno has:cat "x"')
    await expect(page.getByRole('complementary', { name: 'Search help' })).toBeVisible()
  })
})
