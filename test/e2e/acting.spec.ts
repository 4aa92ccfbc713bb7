import type { Locator, Page } from '@playwright/test'
import type { MastodonTestServer } from '../mastodon-server/server.ts'
import type { WorldAccount } from '../mastodon-server/world/types.ts'
import { findTie } from '../mastodon-server/world/world.ts'
import { addMastodon, postWith, goTo } from './support/steps.ts'
import { post, sendAtOnce } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'

test.setTimeout(240_000)

/** Opens the menu of a card and takes an entry of it, by its first letters. */
async function choose(page: Page, card: Locator, entry: string): Promise<void> {
  await openMenu(page, card)
  const item = page.getByRole('menuitem', { name: entry, exact: true })
  await expect(item).toBeVisible()
  await page.keyboard.type(entry)
  await expect(item).toBeFocused()
  await page.keyboard.press('Enter')
}

async function openMenu(page: Page, card: Locator): Promise<void> {
  await card.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('[role="menu"]:focus, [role="menu"] :focus')).toHaveCount(1)
}

/** What an account did to the post with these words, on its own server. */
function actsOn(server: MastodonTestServer, account: WorldAccount, text: string) {
  const statuses = [...server.world.statuses.values()]
  const seen = statuses.find((status) => status.text === text && status.reblogOfId === null)
  if (seen === undefined) return { liked: false, reposted: false, answers: [] }
  return {
    liked: findTie(server.world, 'favourites', account.id, seen.id) !== undefined,
    reposted: statuses.some(({ accountId, reblogOfId }) => accountId === account.id && reblogOfId === seen.id),
    answers: statuses
      .filter(({ accountId, inReplyToId }) => accountId === account.id && inReplyToId === seen.id)
      .map(({ text: said }) => said),
  }
}

test('any account of the person’s answers, likes and reposts, also one of another server; who cannot is named with the reason', async ({
  page,
  bluesky,
  startMastodon,
  startHost,
}) => {
  const [home, other] = [await startMastodon(), await startMastodon()]
  other.federateWith(home)
  home.federateWith(other)
  const juno = home.createAccount({ username: 'juno', displayName: 'Juno Varga' })
  const press = other.createAccount({ username: 'press', displayName: 'Linnet Press' })
  const pia = home.createAccount({ username: 'pia', displayName: 'Pia Sandelin' })
  home.follow(juno, pia)
  const words = 'Which paper did you use?'
  home.postStatus(pia, words)
  const sky = await bluesky.createAccount('sky')
  const host = await startHost()
  await page.goto(host.url())
  await addMastodon(page, home.url, juno)
  await goTo(page, 'Accounts')
  await addMastodon(page, other.url, press)
  await page.getByRole('button', { name: 'Add account' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  await dialog.getByRole('radio', { name: 'Bluesky' }).check()
  for (const [field, value] of [
    ['Server', bluesky.urls.pds],
    ['Handle', sky.handle],
    ['App password', sky.appPassword],
  ] as const)
    await dialog.getByRole('textbox', { name: field }).fill(value)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog).toBeHidden()
  await sendAtOnce(page)
  await goTo(page, 'Timeline')
  const card = postWith(page, 'Timeline', words)
  await expect(card).toBeVisible()
  const nameOf = (server: MastodonTestServer, username: string): string => `${username}@${new URL(server.url).host}`
  const asPress = nameOf(other, 'press')

  await test.step('the menu names each account that can, and says why another one cannot', async () => {
    await openMenu(page, card)
    for (const verb of ['Reply', 'Like', 'Repost'])
      for (const handle of [nameOf(home, 'juno'), asPress])
        await expect(page.getByRole('menuitem', { name: `${verb} as @${handle}`, exact: true })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: `@${sky.handle}: this post is not on Bluesky` })).toBeDisabled()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden()
    await expect(card.getByRole('button', { name: 'More' })).toBeFocused()
  })

  await test.step('an account of another server likes and reposts it, and takes the like back', async () => {
    await choose(page, card, `Like as @${asPress}`)
    await expect.poll(() => actsOn(other, press, words).liked, { timeout: 30_000 }).toBe(true)
    await expect(card.getByRole('button', { name: 'Like', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await choose(page, card, `Repost as @${asPress}`)
    await expect.poll(() => actsOn(other, press, words).reposted, { timeout: 30_000 }).toBe(true)
    await choose(page, card, `Take back the like of @${asPress}`)
    await expect.poll(() => actsOn(other, press, words).liked, { timeout: 30_000 }).toBe(false)
    expect(actsOn(home, juno, words)).toEqual({ liked: false, reposted: false, answers: [] })
  })

  await test.step('it answers under its own name', async () => {
    await choose(page, card, `Reply as @${asPress}`)
    const composer = page.getByRole('dialog', { name: /^Reply to @pia/ })
    const text = composer.getByRole('textbox', { name: 'Post text' })
    await expect(text).toBeFocused()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('Laid, 300 g')
    await post(composer)
    await expect.poll(() => actsOn(other, press, words).answers, { timeout: 30_000 }).toEqual([expect.stringContaining('Laid, 300 g')])
    expect(actsOn(home, juno, words).answers).toEqual([])
  })
})
