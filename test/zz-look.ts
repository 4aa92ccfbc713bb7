import { chromium } from '@playwright/test'
import { goTo } from '/work/wt/ui/test/e2e/support/steps.ts'
import { launchOptions } from '/work/wt/ui/test/support/browser.ts'
import { startHeadless } from '/work/wt/ui/test/support/headless.ts'
const out = '/tmp/shots'
import { mkdirSync } from 'node:fs'
mkdirSync(out, { recursive: true })
const only = process.argv[2] ?? ''
const browser = await chromium.launch(launchOptions)
const host = await startHeadless({ demo: true })
const sizes = [[1280, 800, 'light'], [1280, 800, 'dark'], [900, 700, 'light'], [400, 800, 'light']] as const
for (const [width, height, theme] of sizes) {
  if (only && !`${width}${theme}`.startsWith(only)) continue
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
  page.on('pageerror', (e) => console.log('ERR', e.message))
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
  const shoot = (n: string) => page.screenshot({ path: `${out}/${n}-${width}-${theme}.png` })
  try {
    await page.goto(host.url()); await page.getByRole('article').first().waitFor(); await page.waitForTimeout(400)
    await page.getByRole('button', { name: 'New post' }).first().click()
    const c = page.getByRole('dialog', { name: 'New post' })
    for (const box of await c.getByRole('checkbox', { name: /^Post as / }).all()) if (!(await box.isChecked())) await box.check({ force: true })
    const text = c.getByRole('textbox', { name: 'Post text', exact: true })
    await text.fill('Saturday is open day at Linnet Press. Two presses running, type to set, paper to ruin. Over the day we print one poster together, and everyone who pulls the bar takes a copy home. No booking needed. Bring a sentence you would like to see in 48 point, and someone small who likes loud machines. Doors at 10. #letterpress Ask ')
    await text.press('End'); await text.pressSequentially('@pi')
    await page.waitForTimeout(500)
    await shoot('c0-complete')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(500)
    const chooser = page.waitForEvent('filechooser')
    await c.getByRole('button', { name: 'Add media' }).click()
    await (await chooser).setFiles('/work/wt/ui/test/e2e/support/pictures/harbour.png')
    await page.waitForTimeout(900)
    await shoot('c1-media')
    await c.getByRole('switch', { name: 'Split for each' }).click()
    await c.getByRole('switch', { name: 'Number the posts' }).click()
    await c.getByRole('button', { name: 'Schedule' }).click()
    await page.waitForTimeout(300)
    await shoot('c2-schedule')
    await c.getByRole('button', { name: /What goes out/ }).click()
    await page.waitForTimeout(300)
    await shoot('c3-preview')
    await page.keyboard.press('Escape')
    await page.waitForTimeout(500)
    if (width > 640) {
    await goTo(page, 'Drafts'); await page.waitForTimeout(500)
    await page.getByRole('button', { name: 'Preview' }).first().click()
    await page.waitForTimeout(500)
    await shoot('d1-drafts')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Delete draft' }).first().click().catch(() => 0)
    await page.waitForTimeout(300)
    await page.getByRole('button', { name: /Recently discarded/ }).click()
    await page.waitForTimeout(300)
    await shoot('d2-discarded')
    await goTo(page, 'Outbox'); await page.waitForTimeout(500); await shoot('o1-outbox') }
  } catch (e) { console.log(width, theme, String(e).split('\n').slice(0, 4).join(' | ')); await shoot('zz-failed') }
  await page.close()
}
await host.stop(); await browser.close()
