import { expect, type Locator, type Page } from '@playwright/test'
import { consentOnBluesky } from '../../support/bluesky-consent.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'

/** Opens a view by the left rail. */
export async function goTo(
  page: Page,
  view: 'Timeline' | 'Mentions' | 'Search' | 'Drafts' | 'Outbox' | 'Metrics' | 'Accounts' | 'Settings' | 'Columns',
): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Views' })
  await rail
    .getByRole('link', { name: view })
    .or(rail.getByRole('button', { name: view }))
    .first()
    .click()
}

/** Opens a view by its two keys, pressed until the view is there: where a machine stands still between them, they are not one chord. */
export async function goToByKeys(page: Page, key: 't' | 'm' | 'd' | 'o', arrived: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(arrived).toBeVisible({ timeout: 3_000 })
  }).toPass()
}

/** In the Columns view: adds a column by the name of what it shows. */
export async function addColumn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add column' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
  await page.getByRole('region', { name, exact: true }).waitFor()
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

/** Adds a view of a hashtag by the rail. */
export async function addTagView(page: Page, tag: string): Promise<void> {
  await page.getByRole('button', { name: 'Add view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add view' })
  await dialog.getByRole('textbox', { name: 'Hashtag' }).fill(tag)
  await dialog.getByRole('button', { name: 'Add view' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { level: 1, name: tag })).toBeVisible()
}

async function openDialog(page: Page, network: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Add account' }).first().click()
  await dialog.getByRole('radio', { name: network }).check()
  return dialog
}

/** Adds a Bluesky account by app password, as far as pressing Connect. */
export async function typeBlueskyAccount(page: Page, server: string, handle: string, password: string): Promise<Locator> {
  const dialog = await openDialog(page, 'Bluesky')
  await dialog.getByRole('textbox', { name: 'Server' }).fill(server)
  await dialog.getByRole('textbox', { name: 'Handle' }).fill(handle)
  await dialog.getByRole('textbox', { name: 'App password' }).fill(password)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  return dialog
}

/** Adds a Bluesky account through the real consent page of its server. */
export async function addBlueskyByBrowser(page: Page, server: string, account: TestAccount): Promise<void> {
  const dialog = await openDialog(page, 'Bluesky')
  await dialog.getByRole('textbox', { name: 'Server' }).fill(server)
  await dialog.getByRole('textbox', { name: 'Handle' }).fill(account.handle)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  const browser = await opened
  await consentOnBluesky(browser, account, 'Authorize')
  await expect(dialog).toBeHidden()
  await browser.close()
}

/** Adds a Mastodon account through the consent page of its server. */
export async function addMastodon(page: Page, server: string, name: { readonly email: string; readonly password: string }): Promise<void> {
  const dialog = await openDialog(page, 'Mastodon')
  await dialog.getByRole('textbox', { name: 'Server' }).fill(server)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  const browser = await opened
  await browser.getByLabel('E-mail address').fill(name.email)
  await browser.getByLabel('Password').fill(name.password)
  await browser.getByRole('button', { name: 'Log in' }).click()
  await browser.getByRole('button', { name: 'Authorize' }).click()
  await expect(dialog).toBeHidden()
  await browser.close()
}

/** The card of the first post with that text. */
export function postWith(page: Page, feed: 'Timeline' | 'Mentions', text: string): Locator {
  return page.getByRole('feed', { name: feed }).getByRole('article').filter({ hasText: text }).first()
}

/** One press of Post in the outbox, by its text. */
export function sentWith(page: Page, text: string): Locator {
  return page.getByRole('list', { name: 'Outbox' }).getByRole('listitem').filter({ hasText: text }).first()
}
