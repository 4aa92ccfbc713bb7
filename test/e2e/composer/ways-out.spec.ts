import { compose } from '../support/composing.ts'
import { expect, test } from '../support/fixtures.ts'

test('what was to be posted later is posted at once, by two keys one after the other', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  for (const where of ['its row', 'the list of problems'] as const) {
    const composer = await compose(page, [/on Mastodon/], `Posted at once from ${where}`)
    await composer.getByRole('button', { name: 'Schedule' }).press('Enter')
    await expect(composer.getByLabel('Time')).toBeFocused()
    if (where === 'the list of problems') await composer.getByLabel('Time').fill('2020-01-01T09:00')
    const name = where === 'its row' ? 'Post at once instead' : 'Post at once'
    const button = composer.getByRole('button', { name, exact: true })
    await button.focus()
    // Nothing is waited for in between.
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    await expect(composer).toBeHidden()
    await expect(page.getByText('Posting to 1 account in')).toHaveCount(where === 'its row' ? 1 : 2)
  }
})

test('a planned time that passes while the composer is open is noticed there, and holds the post back', async ({ page, startHost }) => {
  await page.clock.install()
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  const composer = await compose(page, [/on Mastodon/], 'For later')
  await composer.getByRole('button', { name: 'Schedule' }).press('Enter')
  await expect(composer.getByRole('list', { name: 'Who posts it' })).toBeVisible()
  const problems = composer.getByRole('list', { name: 'Problems' })
  await expect(problems).toHaveCount(0)
  await page.clock.fastForward('01:05:00')
  await expect(problems).toContainText('The time to post it has passed')
  await composer.getByRole('textbox', { name: 'Post text' }).focus()
  await page.keyboard.press('Control+Enter')
  await expect(composer.getByLabel('Time')).toBeFocused()
  await expect(composer).toBeVisible()
  await composer.getByRole('button', { name: 'In an hour' }).press('Enter')
  await expect(problems).toHaveCount(0)
})
