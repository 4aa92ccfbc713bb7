import sharp from 'sharp'
import type { Locator, Page } from '@playwright/test'
import { violationsIn } from '../support/axe.ts'
import { addFiles, compose } from '../support/composing.ts'
import { expect, test } from '../support/fixtures.ts'
import { photograph } from '../support/photograph.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })

/** A picture as the page has it. */
async function bytesOf(page: Page, picture: Locator): Promise<Buffer> {
  const source = await picture.getAttribute('src')
  const base64 = await page.evaluate(async (url) => {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }, source ?? '')
  return Buffer.from(base64, 'base64')
}

test('a photograph shows what each network gets of it, by keyboard and in both themes', { tag: '@long' }, async ({ page, startHost }) => {
  test.setTimeout(300_000)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  const composer = await compose(page, [/on Bluesky/, /on Mastodon/], 'The harbour this morning')
  const photo = await photograph('harbour.jpg')
  expect(photo.buffer.length).toBeGreaterThan(2_000_000)
  await addFiles(page, composer, photo)
  await composer.getByRole('textbox', { name: 'Alt text for harbour.jpg' }).fill('Boats in the fog')

  // Pictures are made by all processors, which others may need as well.
  const lines = composer.getByRole('list', { name: 'What is sent of harbour.jpg' }).getByRole('listitem')
  await expect(lines).toHaveCount(2, { timeout: 120_000 })
  await expect(lines.first()).toHaveText(/^Bluesky: (\d+ × \d+, )?(2|1\.\d) MB, metadata removed, turned upright$/)
  await expect(lines.last()).toHaveText(/^Mastodon: (.* MB, )?metadata removed, turned upright$/)
  await expect(composer.getByText('Preparing…')).toHaveCount(0)
  expect(await violationsIn(page)).toEqual([])

  await composer.getByRole('textbox', { name: 'Alt text for harbour.jpg' }).focus()
  await page.keyboard.press('Shift+Tab')
  const opener = composer.getByRole('button', { name: 'harbour.jpg as it is sent' })
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  const view = page.getByRole('dialog', { name: 'harbour.jpg as it is sent' })
  const picture = view.getByRole('img', { name: 'Boats in the fog' })
  await expect(view.getByRole('tab', { selected: true })).toHaveText('Bluesky')
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(view).toContainText('It is turned as the camera was held.')
  expect(await violationsIn(page)).toEqual([])

  // What is shown is what is sent: small enough, upright, and nothing in it of camera and place.
  const shown = await bytesOf(page, picture)
  const { format, exif, orientation = 1, width, height } = await sharp(shown).metadata()
  expect({ format, exif, orientation, upright: height > width }).toEqual({
    format: 'jpeg',
    exif: undefined,
    orientation: 1,
    upright: true,
  })
  expect(shown.length).toBeLessThanOrEqual(2_000_000)
  expect(shown.includes('Secret')).toBe(false)

  await view.getByRole('tab', { name: 'Bluesky' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(view.getByRole('tab', { selected: true })).toHaveText('Mastodon')
  const other = await bytesOf(page, picture)
  expect(other.equals(shown)).toBe(false)
  await page.keyboard.press('Escape')
  await expect(view).toBeHidden()
  await expect(composer).toBeVisible()
  await expect(opener).toBeFocused()

  await composer.getByRole('button', { name: /^What goes out/ }).press('Enter')
  const sent = composer.getByRole('list', { name: /^Posts of .* on Bluesky$/ }).getByRole('img', { name: 'Boats in the fog' })
  expect((await bytesOf(page, sent.first())).equals(shown)).toBe(true)
  expect(await violationsIn(page)).toEqual([])
})
