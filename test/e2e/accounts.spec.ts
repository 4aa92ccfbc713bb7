import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator, Page } from '@playwright/test'
import { consentOnBluesky } from '../support/bluesky-consent.ts'
import { compose, post, sendAtOnce } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addMastodon, goTo, postWith, sentWith, typeBlueskyAccount } from './support/steps.ts'

test.describe.configure({ mode: 'parallel' })

/** The form for one more account of a network, with a server typed. */
async function openForm(page: Page, network: string, server: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Add account' }).first().click()
  await dialog.getByRole('radio', { name: network }).check()
  await dialog.getByRole('textbox', { name: 'Server' }).fill(server)
  return dialog
}

/** Starts a server that is no server of any network; resolves with its address and how to end it. */
async function startOther(answer: RequestListener): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The server listens on TCP.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const accountRow = (page: Page): Locator => page.getByRole('list', { name: 'Accounts' }).last().getByRole('listitem')

test('a server that is not what it should be has its own message on either network, and what was typed stays', async ({
  page,
  startHost,
}) => {
  const host = await startHost()
  const pages = await startOther((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>A shop</h1>'),
  )
  const json = await startOther((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}'))
  const gone = await startOther(() => undefined)
  await gone.close()
  await page.goto(host.url())
  const said = new Set<string>()
  for (const [server, words] of [
    [pages.url, 'is not a server of Mastodon'],
    [json.url, 'is not a server of Mastodon'],
    [gone.url, 'does not answer'],
    ['not a server', 'This is not the address of a server'],
    ['', 'Write the server’s address'],
  ] as const) {
    const dialog = await openForm(page, 'Mastodon', server)
    await dialog.getByRole('button', { name: 'Continue in browser' }).click()
    await expect(dialog.getByRole('alert')).toContainText(words)
    await expect(dialog.getByRole('textbox', { name: 'Server' })).toHaveValue(server)
    await expect(dialog.getByRole('textbox', { name: 'Server' })).toBeFocused()
    said.add(words)
  }
  expect(said.size).toBe(4)
  for (const [server, words] of [
    [pages.url, 'is not a server of Bluesky'],
    [json.url, 'is not a server of Bluesky'],
    [gone.url, 'does not answer'],
  ] as const) {
    const dialog = await typeBlueskyAccount(page, server, 'juno.test', 'aaaa-bbbb-cccc-dddd')
    await expect(dialog.getByRole('alert')).toContainText(words)
    for (const [name, value] of [
      ['Server', server],
      ['Handle', 'juno.test'],
      ['App password', 'aaaa-bbbb-cccc-dddd'],
    ] as const)
      await expect(dialog.getByLabel(name, { exact: true })).toHaveValue(value)
  }
  await pages.close()
  await json.close()
})

test('who says no on the consent page of a Mastodon server is told so, and can try again at once', async ({
  page,
  startMastodon,
  startHost,
}) => {
  const mastodon = await startMastodon()
  const juno = mastodon.createAccount({ username: 'juno' })
  const host = await startHost()
  await page.goto(host.url())
  const dialog = await openForm(page, 'Mastodon', mastodon.url)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  const browser = await opened
  await browser.getByLabel('E-mail address').fill(juno.email)
  await browser.getByLabel('Password').fill('not the password')
  await browser.getByRole('button', { name: 'Log in' }).click()
  await expect(browser.getByRole('alert')).toBeVisible()
  await browser.getByLabel('E-mail address').fill(juno.email)
  await browser.getByLabel('Password').fill(juno.password)
  await browser.getByRole('button', { name: 'Log in' }).click()
  await browser.getByRole('button', { name: 'Deny' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The sign-in was cancelled.')
  await expect(dialog.getByRole('textbox', { name: 'Server' })).toHaveValue(mastodon.url)
  await browser.close()
  // Already logged in there: the second time only consent is asked.
  const again = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  await (await again).getByRole('button', { name: 'Authorize' }).click()
  await expect(dialog).toBeHidden()
})

test('who says no on the consent page of a Bluesky server is told so', async ({ page, bluesky, startHost }) => {
  const me = await bluesky.createAccount('juno')
  const host = await startHost()
  await page.goto(host.url())
  const dialog = await openForm(page, 'Bluesky', bluesky.urls.pds)
  await dialog.getByRole('textbox', { name: 'Handle' }).fill(me.handle)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  await consentOnBluesky(await opened, me, 'Deny access')
  await expect(dialog.getByRole('alert')).toContainText('The sign-in was cancelled.')
  await expect(dialog.getByRole('textbox', { name: 'Handle' })).toHaveValue(me.handle)
})

test('a code can be pasted where no page can come back, typed again when it was wrong, and used once', async ({
  page,
  startMastodon,
  startHost,
}) => {
  const mastodon = await startMastodon()
  const juno = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
  const host = await startHost()
  await page.goto(host.url())
  const dialog = await openForm(page, 'Mastodon', mastodon.url)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Paste a code instead' }).click()
  const browser = await opened
  await browser.getByLabel('E-mail address').fill(juno.email)
  await browser.getByLabel('Password').fill(juno.password)
  await browser.getByRole('button', { name: 'Log in' }).click()
  await browser.getByRole('button', { name: 'Authorize' }).click()
  const code = await browser.getByLabel('Authorization code').inputValue()
  const field = dialog.getByRole('textbox', { name: 'Code' })
  await field.fill('not-the-code')
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog.getByRole('alert')).not.toBeEmpty()
  await expect(field).toHaveValue('not-the-code')
  await field.fill(`  ${code}\n`)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog).toBeHidden()
  await goTo(page, 'Accounts')
  await expect(accountRow(page).filter({ hasText: 'Juno Varga' })).toContainText('Connected')
})

test('access taken back asks for a new sign-in, which sends what waited and keeps every draft', async ({
  page,
  startMastodon,
  startHost,
}) => {
  const mastodon = await startMastodon()
  const juno = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
  const pia = mastodon.createAccount({ username: 'pia' })
  mastodon.follow(juno, pia)
  mastodon.postStatus(pia, 'Settling this for the studio kitchen')
  const host = await startHost()
  await page.goto(host.url())
  await addMastodon(page, mastodon.url, juno)
  await sendAtOnce(page)
  const draft = await compose(page, [/./], 'A draft that must stay')
  await draft.getByRole('button', { name: 'Save draft' }).click()
  await draft.getByRole('button', { name: 'Close' }).click()

  for (const { token, accountId } of mastodon.world.tokens.values()) if (accountId === juno.id) mastodon.revokeToken(token)
  await post(await compose(page, [/./], 'Written after access was taken back'))
  await goTo(page, 'Outbox')
  await expect(sentWith(page, 'Written after access')).toContainText('Needs you', { timeout: 30_000 })
  await goTo(page, 'Accounts')
  const row = accountRow(page).filter({ hasText: 'Juno Varga' })
  await expect(row).toContainText('Needs sign-in')
  await host.restart()
  await page.goto(host.url())
  await goTo(page, 'Accounts')
  await expect(row).toContainText('Needs sign-in')

  await row.getByRole('button', { name: 'Sign in' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog.getByRole('textbox', { name: 'Server' })).toHaveValue(/127\.0\.0\.1/)
  const opened = page.waitForEvent('popup')
  await dialog.getByRole('button', { name: 'Continue in browser' }).click()
  await (await opened).getByRole('button', { name: 'Authorize' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('Connected')
  await expect(accountRow(page)).toHaveCount(1)
  await goTo(page, 'Outbox')
  await expect(sentWith(page, 'Written after access')).toContainText('Posted', { timeout: 30_000 })
  expect([...mastodon.world.statuses.values()].filter(({ text }) => text === 'Written after access was taken back')).toHaveLength(1)
  await goTo(page, 'Drafts')
  await expect(page.getByRole('list', { name: 'Drafts' })).toContainText('A draft that must stay')
})

test('the networks stay where they are on the screen, whichever of them is chosen', async ({ page, startHost }) => {
  const host = await startHost()
  await page.goto(host.url())
  await page.getByRole('button', { name: 'Add account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  const mastodon = dialog.getByRole('radio', { name: 'Mastodon' })
  await expect(mastodon).toBeVisible()
  // Also while it arrives: what is pointed at is not to slide away.
  const places = new Set<number>()
  const note = async (): Promise<void> => void places.add(Math.round((await mastodon.boundingBox())?.x ?? -1))
  for (let look = 0; look < 5; look++) await note()
  expect(places.size).toBe(1)
  await dialog.evaluate((element) => Promise.allSettled(element.getAnimations().map((one) => one.finished)))
  const before = await mastodon.boundingBox()
  for (const network of ['Mastodon', 'Threads', 'Bluesky']) {
    await dialog.getByRole('radio', { name: network, exact: true }).check()
    expect(await mastodon.boundingBox()).toEqual(before)
  }
})

for (const choice of ['keep', 'delete'] as const) {
  test(`a removed account is signed out on its server, and what was stored is ${choice === 'keep' ? 'kept' : 'deleted'} as chosen`, async ({
    page,
    startMastodon,
    startHost,
  }) => {
    const mastodon = await startMastodon()
    const juno = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
    const pia = mastodon.createAccount({ username: 'pia' })
    mastodon.follow(juno, pia)
    const seen = mastodon.postStatus(pia, 'Settling this for the studio kitchen')
    mastodon.postStatus(pia, 'What else there is in the kitchen')
    const host = await startHost()
    await page.goto(host.url())
    await addMastodon(page, mastodon.url, juno)
    await goTo(page, 'Timeline')
    await expect(postWith(page, 'Timeline', 'Settling this')).toBeVisible()
    await goTo(page, 'Accounts')
    await accountRow(page)
      .getByRole('button', { name: /^More for / })
      .click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Remove @juno/ })
    await dialog.getByRole('radio', { name: choice === 'keep' ? /^Keep/ : /^Delete/ }).check()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect
      .poll(() => [...mastodon.world.tokens.values()].filter(({ accountId, revoked }) => accountId === juno.id && !revoked).length)
      .toBe(0)
    await expect(accountRow(page)).toHaveCount(0)
    await host.restart()
    await page.goto(host.url())
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    mastodon.deleteStatus(seen)
    const add = await openForm(page, 'Mastodon', mastodon.url)
    const opened = page.waitForEvent('popup')
    await add.getByRole('button', { name: 'Continue in browser' }).click()
    // Still logged in there: only consent is asked.
    await (await opened).getByRole('button', { name: 'Authorize' }).click()
    await expect(add).toBeHidden()
    await goTo(page, 'Search')
    await page.getByRole('searchbox', { name: 'Search' }).fill('kitchen')
    await expect(page.getByRole('article').filter({ hasText: 'What else there is' })).toBeVisible()
    await expect(page.getByRole('article').filter({ hasText: 'Settling this' })).toHaveCount(choice === 'keep' ? 1 : 0)
  })
}
