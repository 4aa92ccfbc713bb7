import { expect, type Locator, type Page } from '@playwright/test'

/** Moves the focus onto something as a person does: by Tab, or back by Shift and Tab, from wherever it is. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let press = 0; press < 90; press++) {
    const way = await wanted.evaluate((element) => {
      if (element === document.activeElement) return null
      const place = element.compareDocumentPosition(document.activeElement ?? document.body)
      return (place & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 'Tab' : 'Shift+Tab'
    })
    if (way === null) return
    await page.keyboard.press(way)
  }
  await expect(wanted).toBeFocused()
}

/** Tabs onto a button and presses it by its key. */
export async function pressByKey(page: Page, wanted: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press(key)
}

/** Opens a menu or a list of choices by key and takes one of them by the arrow keys. One of which several can be taken is closed after it. */
export async function chooseByKeys(page: Page, opener: Locator, choice: string): Promise<void> {
  await pressByKey(page, opener)
  const wanted = page
    .getByRole('option', { name: choice, exact: true })
    .or(page.getByRole('menuitem', { name: choice, exact: true }))
    .or(page.getByRole('menuitemcheckbox', { name: choice, exact: true }))
    .or(page.getByRole('menuitemradio', { name: choice, exact: true }))
  await expect(wanted).toBeVisible()
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(wanted).toBeFocused({ timeout: 100 })
  }).toPass()
  const staysOpen = (await wanted.getAttribute('role')) === 'menuitemcheckbox'
  await page.keyboard.press('Enter')
  if (staysOpen) await page.keyboard.press('Escape')
  await expect(wanted).toBeHidden()
}
