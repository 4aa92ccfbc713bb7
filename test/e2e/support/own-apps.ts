import { expect, type Locator, type Page } from '@playwright/test'

/** An app of a person's own, as they type it. */
export type OwnApp = { readonly clientId: string; readonly clientSecret: string; readonly redirectUri?: string }

async function typeApp(page: Page, network: string, app: OwnApp): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Add account' }).first().click()
  await dialog.getByRole('radio', { name: network, exact: true }).check()
  await expect(dialog.getByRole('region', { name: 'First, an app of your own' })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Client id' }).fill(app.clientId)
  await dialog.getByRole('textbox', { name: 'Client secret' }).fill(app.clientSecret)
  if (app.redirectUri !== undefined) await dialog.getByRole('textbox', { name: 'Redirect address' }).fill(app.redirectUri)
  return dialog
}

async function continueInBrowser(page: Page, dialog: Locator): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  return opened
}

/** Adds an account through its network's consent page, which sends the browser back to Chirp. */
export async function addByRedirect(page: Page, network: string, app: OwnApp, username: string): Promise<void> {
  const dialog = await typeApp(page, network, app)
  const browser = await continueInBrowser(page, dialog)
  await browser.getByLabel('Username').fill(username)
  await browser.getByLabel('Password').fill('password')
  await browser.getByRole('button', { name: 'Authorize app' }).click()
  await expect(dialog).toBeHidden()
  await browser.close()
}

/** Adds an account through its network's consent page, pasting the address where the browser ends, at which nobody answers. */
export async function addByPasting(page: Page, network: string, app: OwnApp, username: string): Promise<void> {
  const dialog = await typeApp(page, network, app)
  const browser = await continueInBrowser(page, dialog)
  await browser.getByLabel('Signed in as').fill(username)
  const ended = browser.waitForEvent('requestfailed', (request) => request.url().startsWith(app.redirectUri ?? ''))
  await browser.getByRole('button', { name: 'Continue' }).click()
  const address = (await ended).url()
  await dialog.getByLabel('Address or code').fill(address)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog).toBeHidden()
  await browser.close()
}
