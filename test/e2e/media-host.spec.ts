import type { Page } from '@playwright/test'
import { startBucketServer, type BucketServer } from '../support/bucket-server/bucket-server.ts'
import { violationsIn } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { filesWith } from './support/world.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })
test.setTimeout(300_000)

let servers: BucketServer[] = []
test.afterEach(async () => {
  for (const server of servers) await server.close()
  servers = []
})
const bucket = async (name: string): Promise<BucketServer> => {
  const server = await startBucketServer(name)
  servers.push(server)
  return server
}

const section = (page: Page) => page.getByRole('region', { name: 'Media host' })
const field = (page: Page, name: string) => page.getByRole('dialog').getByRole('textbox', { name, exact: true })

async function openSettings(page: Page): Promise<void> {
  const views = page.getByRole('navigation', { name: 'Views' })
  await views
    .getByRole('link', { name: 'Settings' })
    .or(views.getByRole('button', { name: 'Settings' }))
    .click()
  await section(page).scrollIntoViewIfNeeded()
}

test('a media host is set up in the settings, tested, and breaks; a fallback stands in', async ({ page, startHost }) => {
  const lamp = await bucket('lamp')
  const lantern = await bucket('lantern')
  const host = await startHost({ demo: true, environment: { NODE_OPTIONS: '--import ./test/support/loopback-is-public.ts' } })
  await page.goto(host.url())
  await openSettings(page)

  await test.step('by keyboard alone, and what is wrong is said at its field', async () => {
    await section(page).getByRole('button', { name: 'Set up' }).focus()
    await page.keyboard.press('Enter')
    await expect(field(page, 'Endpoint')).toBeVisible()
    await field(page, 'Endpoint').focus()
    for (const text of [lamp.endpoint, 'us-east-1', 'lamp', lamp.keys.accessKeyId, 'not the secret']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('The secret key does not belong to this access key ID.')
    await expect(field(page, 'Secret key')).toBeFocused()
    expect(await violationsIn(page)).toEqual([])
    await page.keyboard.press('Control+a')
    await page.keyboard.type(lamp.keys.secretAccessKey)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByRole('status').getByText('The media host lamp works.')).toBeVisible()
    expect(lamp.files()).toEqual([])
  })

  await test.step('it is there after a restart, and its keys are in no file that is not for secrets', async () => {
    await host.restart()
    await page.goto(host.url())
    await openSettings(page)
    await expect(section(page).getByRole('listitem')).toContainText(`${new URL(lamp.endpoint).host} · us-east-1`)
    await section(page).getByRole('button', { name: 'Test lamp' }).click()
    await expect(section(page).getByRole('listitem')).toContainText('Works')
    expect(await violationsIn(page)).toEqual([])
    expect(filesWith(host.dataDirectory, [lamp.keys.secretAccessKey])).toEqual([])
  })

  await test.step('a fallback is added', async () => {
    await section(page).getByRole('button', { name: 'Add a fallback' }).click()
    const typed = [
      ['Endpoint', lantern.endpoint],
      ['Region', 'us-east-1'],
      ['Bucket', 'lantern'],
      ['Access key ID', lantern.keys.accessKeyId],
      ['Secret key', lantern.keys.secretAccessKey],
    ] as const
    for (const [name, value] of typed) await field(page, name).fill(value)
    await page.getByRole('dialog').getByRole('button', { name: 'Test and save' }).click()
    await expect(section(page).getByRole('listitem')).toHaveCount(2)
  })

  await test.step('one that broke says why', async () => {
    lamp.rules.publicBelow = null
    await section(page).getByRole('button', { name: 'Test lamp' }).click()
    await expect(section(page).getByRole('listitem').first()).toContainText('Not everybody can read what is in lamp.')
    expect(await violationsIn(page)).toEqual([])
  })

  await test.step('it is removed, and the fallback takes its place', async () => {
    await section(page).getByRole('button', { name: 'Remove lamp' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(section(page).getByRole('listitem')).toHaveCount(1)
    await expect(section(page).getByRole('listitem')).toContainText('lantern')
    await expect(section(page).getByRole('listitem')).not.toContainText('Fallback')
  })
})
