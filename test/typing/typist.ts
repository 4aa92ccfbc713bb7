import { expect, type Locator, type Page } from '@playwright/test'
import { picture } from '../e2e/support/world.ts'
import type { Chance } from '../support/seeded.ts'

/** Somebody who types in a composer of their own until something ends. */
export type Typist = {
  /** What stood in the text field at a time of this machine's clock, epoch ms. */
  readonly typedAt: (time: number) => string
  /** Everything that was ever typed. */
  readonly typed: () => string
  /** How quick page and host were with it, for whoever reads of a loss: nothing is allowed for. */
  readonly pace: Pace
  /** Files whose thumbnails were seen. */
  readonly attached: () => number
  /** Resolves when the page takes no more keys. */
  readonly end: Promise<void>
}

/** How quick page and host were, as this process saw it, ms. */
export type Pace = {
  /** The longest time from pressing a key to the page having taken it. */
  keyMs: number
  /** The longest time from a save leaving the page to its answer. */
  saveMs: number
  /** Saves that were refused, in the host's words. */
  readonly refused: string[]
  /** How long a save has been waiting for its answer at a time, epoch ms; 0 where none is. */
  readonly waitingMs: (time: number) => number
}

/** Watches the saves of a page on its connection to the host. Call it before the page is opened. */
export function watchPace(page: Page): Pace {
  const sentAt = new Map<string, number>()
  const pace: Pace = { keyMs: 0, saveMs: 0, refused: [], waitingMs: (time) => Math.max(0, ...[...sentAt.values()].map((at) => time - at)) }
  const idOf = (payload: string | Buffer): string => /^\{"id":(\d+),/.exec(String(payload))?.[1] ?? ''
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"drafts.save"')) sentAt.set(idOf(payload), Date.now())
    })
    socket.on('framereceived', ({ payload }) => {
      const sent = sentAt.get(idOf(payload))
      if (sent === undefined) return
      sentAt.delete(idOf(payload))
      pace.saveMs = Math.max(pace.saveMs, Date.now() - sent)
      if (String(payload).includes('"ok":false')) pace.refused.push(String(payload))
    })
  })
  return pace
}

/** Opens a composer on a page and begins to type, real key by real key, with a picture now and then. The text begins with `mark`, one letter. */
export async function startTyping(page: Page, mark: string, chance: Chance, pace: Pace): Promise<Typist> {
  await page.getByRole('button', { name: 'New post' }).first().click()
  const composer = page.getByRole('dialog', { name: 'New post' })
  const field = composer.getByRole('textbox', { name: 'Post text' }).first()
  await expect(field).toBeVisible()
  await field.focus()
  const keys: { readonly at: number; readonly text: string }[] = []
  let attached = 0
  const work = async (): Promise<void> => {
    for (let count = 0; ; count++) {
      const word = count === 0 ? mark : `word${count} `
      for (const key of word) {
        const pressedAt = Date.now()
        // No keyboard has every mark.
        if (key === mark) await page.keyboard.insertText(key)
        else await page.keyboard.press(key === ' ' ? 'Space' : key)
        pace.keyMs = Math.max(pace.keyMs, Date.now() - pressedAt)
        keys.push({ at: Date.now(), text: (keys.at(-1)?.text ?? '') + key })
      }
      if (attached < 4 && chance.next() < 0.15) {
        await attach(page, composer, `${mark}-${count}.png`)
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
    pace,
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
