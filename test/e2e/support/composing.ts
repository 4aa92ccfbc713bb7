import { expect, type Locator, type Page } from '@playwright/test'
import { goTo } from './steps.ts'

/** Opens the composer for a new post, for these accounts alone; names are those of networks, or of one account and its network. */
export async function compose(page: Page, targets: readonly RegExp[], text: string): Promise<Locator> {
  await page.getByRole('button', { name: 'New post' }).first().click()
  const composer = page.getByRole('dialog', { name: 'New post' })
  await expect(composer).toBeVisible()
  for (const box of await composer.getByRole('checkbox', { name: /^Post as / }).all()) {
    const name = (await box.getAttribute('aria-label')) ?? ''
    await box.setChecked(targets.some((target) => target.test(name)))
  }
  await composer.getByRole('textbox', { name: 'Post text' }).fill(text)
  return composer
}

/** Adds files as a person does, through the system's own window. */
export async function addFiles(page: Page, composer: Locator, files: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Add media' }).click()
  await (await chooser).setFiles(files)
}

/** Presses "Post to …". */
export async function post(composer: Locator): Promise<void> {
  await composer.getByRole('button', { name: /^Post to \d+ accounts?$/ }).click()
  await expect(composer).toBeHidden()
}

/** Has what is posted leave at once, without the time to undo. */
export async function sendAtOnce(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  const choice = page.getByRole('combobox', { name: 'Time to undo' })
  await choice.click()
  await page.getByRole('option', { name: 'None' }).click()
  await expect(choice).toHaveText(/None/)
}

/** Goes to the newest posts until this one is among them. */
export async function showNewest(page: Page, card: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('.')
    await expect(card).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 20_000 })
}
