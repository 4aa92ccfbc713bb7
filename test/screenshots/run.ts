// npm run screenshots [-- FOLDER [VIEW…]]: every view of the demo, or those named, in both themes and at three widths, as PNG files
// (out/screenshots unless said).
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { goTo } from '../e2e/support/steps.ts'
import { launchOptions } from '../support/browser.ts'
import { startHeadless } from '../support/headless.ts'

const folder = resolve(process.argv[2] ?? 'out/screenshots')
const only = process.argv.slice(3)
const SIZES = [
  [1280, 800],
  [900, 700],
  [400, 800],
] as const

/** Opens a view at any width: below 640 px some are behind "More". */
async function open(page: Page, view: Parameters<typeof goTo>[1]): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view })
  if (!(await link.first().isVisible())) {
    await page.getByRole('button', { name: 'More' }).last().click()
    await page
      .getByRole('menuitem', { name: view })
      .or(page.getByRole('link', { name: view }))
      .first()
      .click()
    return
  }
  await goTo(page, view)
}

/** Saves a hashtag as a view, with the keys; each host is asked once. */
async function addTag(page: Page, tag: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Add view')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Hashtag' }).fill(tag)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: tag }).waitFor()
}

/** What is photographed: a name and how to get there from the timeline. */
const scenes: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['timeline', async () => undefined],
  [
    'thread',
    async (page) => {
      await page.getByRole('article').first().click()
      await page.waitForTimeout(500)
    },
  ],
  ['mentions', (page) => open(page, 'Mentions')],
  [
    'search',
    async (page) => {
      await open(page, 'Search')
      await page.getByRole('searchbox', { name: 'Search' }).fill('paper')
      await page.waitForTimeout(600)
    },
  ],
  [
    'columns',
    async (page) => {
      await addTag(page, '#letterpress')
      // Without the line that says it is added.
      await page.reload()
      await page.getByRole('article').first().waitFor()
      await open(page, 'Columns')
      for (const name of ['Timeline', 'Mentions', '#letterpress']) {
        await page.getByRole('button', { name: 'Add column' }).click()
        const entry = page.getByRole('menuitem', { name, exact: true })
        if ((await entry.count()) === 0) await page.keyboard.press('Escape')
        else await entry.click()
        await page.waitForTimeout(500)
      }
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('ArrowLeft')
    },
  ],
  [
    'add-view',
    async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('Add view')
      await page.keyboard.press('Enter')
      await page.getByRole('radio', { name: 'Lists and feeds' }).click()
      await page.waitForTimeout(500)
    },
  ],
  ['drafts', (page) => open(page, 'Drafts')],
  ['outbox', (page) => open(page, 'Outbox')],
  ['metrics', (page) => open(page, 'Metrics')],
  ['accounts', (page) => open(page, 'Accounts')],
  [
    'accounts-add',
    async (page) => {
      await open(page, 'Accounts')
      await page.getByRole('button', { name: 'Add account' }).first().click()
    },
  ],
  [
    'accounts-can',
    async (page) => {
      await open(page, 'Accounts')
      await page.getByRole('button', { name: 'What Chirp can do here' }).first().click()
    },
  ],
  ['settings', (page) => open(page, 'Settings')],
  [
    'composer',
    async (page) => {
      await page.getByRole('button', { name: 'New post' }).first().click()
      const composer = page.getByRole('dialog', { name: 'New post' })
      for (const box of await composer.getByRole('checkbox', { name: /^Post as / }).all())
        if (!(await box.isChecked())) await box.check({ force: true })
      await composer
        .getByRole('textbox', { name: 'Post text' })
        .fill(
          'Saturday is open day at Linnet Press. Two presses running, type to set, paper to ruin. Over the day we print one poster together, and everyone who pulls the bar takes a copy home. No booking needed. Bring a sentence you would like to see in 48 point, and someone small who likes loud machines. Doors at 10. #letterpress',
        )
      const chooser = page.waitForEvent('filechooser')
      await composer.getByRole('button', { name: 'Add media' }).click()
      await (await chooser).setFiles('test/e2e/support/pictures/harbour.png')
      await composer.getByRole('textbox', { name: /^Alt text/ }).fill('Fishing boats in morning mist')
      await page.waitForTimeout(800)
    },
  ],
]

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch(launchOptions)
for (const theme of ['light', 'dark'] as const) {
  for (const [width, height] of SIZES) {
    // A third of the size with 256 colours, and no difference to the eye.
    const shoot = async (page: Page, name: string) =>
      sharp(await page.screenshot())
        .png({ palette: true })
        .toFile(join(folder, `${name}-${width}-${theme}.png`))
    const empty = await startHeadless()
    const welcome = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
    await welcome.goto(empty.url())
    await welcome.getByRole('heading', { name: 'Welcome to Chirp' }).waitFor()
    await shoot(welcome, 'welcome')
    await welcome.close()
    await empty.stop()

    const host = await startHeadless({ demo: true })
    for (const [name, prepare] of scenes) {
      if (only.length > 0 && !only.includes(name)) continue
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
      try {
        await page.goto(host.url())
        await page.getByRole('article').first().waitFor()
        await page.waitForTimeout(600)
        await prepare(page)
        await page.waitForTimeout(400)
      } catch (error) {
        console.error(`${name} at ${width}, ${theme}: ${String(error).split('\n', 1)[0] ?? ''}`)
      }
      await shoot(page, name)
      await page.close()
    }
    await host.stop()
  }
}
await browser.close()
