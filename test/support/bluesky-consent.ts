import type { Page } from '@playwright/test'
import type { TestAccount } from './bluesky-network.ts'

/**
 * Goes through the pages of a Bluesky server's own sign-in (PDS 0.5.35) as a person does: signs in and allows or declines. `page` is at the
 * address the sign-in began with; afterwards it is on its way to the redirect.
 */
export async function consentOnBluesky(
  page: Page,
  account: Pick<TestAccount, 'handle' | 'password'>,
  choice: 'Authorize' | 'Deny access',
): Promise<void> {
  const name = page.getByRole('textbox', { name: 'Username or Email' })
  const welcome = page.getByRole('button', { name: 'Create a new account' })
  await name.or(welcome).waitFor()
  if (await welcome.isVisible()) await page.getByRole('button', { name: 'Sign in' }).click()
  // A name that was given before is filled in already and cannot be changed.
  if (await name.isEditable()) await name.fill(account.handle)
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: choice }).click()
}
