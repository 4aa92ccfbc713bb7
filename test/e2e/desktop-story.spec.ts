import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/desktop-test.ts'
import type { DesktopApp } from '../support/desktop.ts'
import type { BridgeApi } from '../../shared/bridge/channels.ts'
import { goTo, postWith, sentWith } from './support/steps.ts'

declare global {
  interface Window {
    readonly chirp?: BridgeApi
  }
}

const PICTURE = join(import.meta.dirname, 'support/pictures/harbour.png')
const TEXT = 'Written in a window of my own'

/** Chooses an item of the native menu. */
async function choose(app: DesktopApp, id: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
  }, id)
}

test('the demo in the window: reading, liking, posting, and all of it still there after a restart', async ({ machine }) => {
  test.setTimeout(180_000)
  let app = await machine.start()
  let { page } = app

  await test.step('the first start offers the demo, and the demo fills the timeline', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    await page.getByRole('button', { name: 'Try the demo' }).click()
    await expect(page.getByRole('feed', { name: 'Timeline' }).getByRole('article').nth(3)).toBeVisible()
  })

  await test.step('its pictures come through the app’s own scheme', async () => {
    const portraits = page.getByRole('feed', { name: 'Timeline' }).locator('article img')
    await expect
      .poll(() =>
        portraits.evaluateAll((images) => images.filter((image) => image instanceof HTMLImageElement && image.naturalWidth > 0).length),
      )
      .toBeGreaterThan(2)
  })

  await test.step('a picture of one’s own comes the same way, in parts where parts are asked for', async () => {
    const bytes = readFileSync(PICTURE)
    const part = await page.evaluate(async (base64) => {
      const call = async (name: string, input: object): Promise<Record<string, string>> =>
        ((await window.chirp!.invoke(name, input)) as { readonly value: Record<string, string> }).value
      const { uploadId } = await call('media.begin', { fileName: 'harbour.png', mimeType: 'image/png', bytes: atob(base64).length })
      await call('media.append', { uploadId, chunk: base64 })
      const { previewUrl } = await call('media.finish', { uploadId })
      const response = await fetch(previewUrl!, { headers: { range: 'bytes=1-3' } })
      return { status: response.status, range: response.headers.get('content-range'), text: await response.text() }
    }, bytes.toString('base64'))
    expect(part).toEqual({ status: 206, range: `bytes 1-3/${bytes.length}`, text: 'PNG' })
  })

  let liked = ''
  await test.step('a like holds', async () => {
    const post = page
      .getByRole('feed', { name: 'Timeline' })
      .getByRole('article')
      .filter({ has: page.getByRole('button', { name: 'Like', pressed: false }) })
      .first()
    liked = (await post.getAttribute('data-post-id')) ?? ''
    const like = page.locator(`article[data-post-id="${liked}"]`).first().getByRole('button', { name: 'Like' })
    await like.click()
    await expect(like).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('a post is written, sent and listed', async () => {
    await choose(app, 'new-post')
    const composer = page.getByRole('dialog', { name: 'New post' })
    await composer.getByRole('textbox', { name: 'Post text' }).fill(TEXT)
    await composer.getByRole('button', { name: /^Post to \d+ accounts?$/ }).click()
    await choose(app, 'go-outbox')
    await expect(sentWith(page, TEXT)).toContainText('Posted', { timeout: 40_000 })
  })

  await test.step('all of it is there after a restart', async () => {
    expect(await app.quit()).toBe(0)
    app = await machine.start()
    page = app.page
    await expect(page.locator(`article[data-post-id="${liked}"]`).first().getByRole('button', { name: 'Like' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    await goTo(page, 'Outbox')
    await expect(sentWith(page, TEXT)).toContainText('Posted')
    await goTo(page, 'Timeline')
    // The place is where it was left; what is newer waits above it.
    await page.keyboard.press('.')
    await expect(postWith(page, 'Timeline', TEXT)).toBeVisible()
  })
})
