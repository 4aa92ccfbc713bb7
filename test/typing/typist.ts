import { expect, type Locator, type Page } from '@playwright/test'
import { picture } from '../e2e/support/world.ts'
import type { Chance } from '../support/seeded.ts'

/** Somebody who types in a composer of their own until something ends. */
export type Typist = {
  /** What stood in the text field at a time of this machine's clock, epoch ms. */
  readonly typedAt: (time: number) => string
  /** Everything that was ever typed. */
  readonly typed: () => string
  /** Files whose thumbnails were seen. */
  readonly attached: () => number
  /** Resolves when the page takes no more keys. */
  readonly end: Promise<void>
}

/** Opens a composer on a page and begins to type, real key by real key, with a picture now and then. `name` makes the text its own. */
export async function startTyping(page: Page, name: string, chance: Chance): Promise<Typist> {
  await page.getByRole('button', { name: 'New post' }).first().click()
  const composer = page.getByRole('dialog', { name: 'New post' })
  const field = composer.getByRole('textbox', { name: 'Post text' }).first()
  await expect(field).toBeVisible()
  await field.focus()
  const keys: { readonly at: number; readonly text: string }[] = []
  let attached = 0
  const work = async (): Promise<void> => {
    for (let count = 0; ; count++) {
      const word = count === 0 ? `${name} ` : `word${count} `
      for (const key of word) {
        await page.keyboard.press(key === ' ' ? 'Space' : key)
        keys.push({ at: Date.now(), text: (keys.at(-1)?.text ?? '') + key })
      }
      if (attached < 4 && chance.next() < 0.15) {
        await attach(page, composer, `${name}-${count}.png`)
        attached++
        await field.focus()
      }
    }
  }
  const end = work().catch(() => undefined)
  return {
    typedAt: (time) => keys.findLast((key) => key.at <= time)?.text ?? '',
    typed: () => keys.at(-1)?.text ?? '',
    attached: () => attached,
    end,
  }
}

async function attach(page: Page, composer: Locator, name: string): Promise<void> {
  const { buffer, ...file } = picture(name)
  // Bytes after the end of a picture make it another file and the same picture.
  // Together: when the page ends, both end with it.
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), composer.getByRole('button', { name: 'Add media' }).click()])
  await chooser.setFiles({ ...file, buffer: Buffer.concat([buffer, Buffer.from(name)]) })
  await expect(composer.getByRole('textbox', { name: `Alt text for ${name}` })).toBeVisible()
}
