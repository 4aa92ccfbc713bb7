import { violationsIn } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })
test.setTimeout(300_000)

test('a backup is made in the settings and restored, and everything can be taken along', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  const views = page.getByRole('navigation', { name: 'Views' })
  const settings = async (): Promise<void> => {
    await views
      .getByRole('link', { name: 'Settings' })
      .or(views.getByRole('button', { name: 'Settings' }))
      .click()
    await expect(page.getByRole('heading', { name: 'Export and backups' })).toBeVisible()
  }

  await test.step('what takes room is shown', async () => {
    await settings()
    const table = page.getByRole('table', { name: 'What takes room' })
    await expect(table.getByRole('row', { name: /^Posts and people/ })).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Keep posts' })).toHaveText('For ever')
  })

  await test.step('a backup is made', async () => {
    await page.getByRole('button', { name: 'Back up now' }).click()
    await expect(page.getByRole('status').getByText('The backup is made.')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('list', { name: 'Backups' }).getByRole('listitem')).toHaveCount(1)
    expect(await violationsIn(page)).toEqual([])
  })

  await test.step('the demo goes, and comes back with the backup', async () => {
    await page.getByRole('button', { name: 'Remove the demo' }).click()
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Settings')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Restore the backup of / }).click()
    await page.getByRole('dialog', { name: 'Go back to this backup?' }).getByRole('button', { name: 'Restore' }).click()
    await expect(page.getByText(/^The backup of .* is in place/)).toBeVisible({ timeout: 60_000 })
    await views
      .getByRole('link', { name: 'Timeline' })
      .or(views.getByRole('button', { name: 'Timeline' }))
      .click()
    await expect(page.getByRole('feed', { name: 'Timeline' }).getByRole('article').first()).toBeVisible()
    await page.getByRole('button', { name: 'Understood' }).click()
    await expect(page.getByText(/^The backup of .* is in place/)).toBeHidden()
  })

  await test.step('everything is exported, below the folder that the view names', async () => {
    await settings()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(page.getByText(`The export lies in ${host.dataDirectory}/exports/`)).toBeVisible({ timeout: 60_000 })
  })
})
