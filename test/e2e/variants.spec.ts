import type { VariantName } from '../mastodon-server/variants.ts'
import { variants } from '../mastodon-server/variants.ts'
import { addFiles, compose, post, sendAtOnce, showNewest } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addMastodon, goTo, postWith, sentWith } from './support/steps.ts'
import { picture } from './support/world.ts'

test.describe.configure({ mode: 'parallel' })

/** The kinds of server that differ most for the page; on a machine of one's own all that are played. The connector is run against each of them. */
const NAMES: readonly VariantName[] =
  process.env['CI'] === undefined ? (Object.keys(variants) as VariantName[]) : ['mastodon-old', 'gotosocial']

for (const name of NAMES) {
  test(`the short story on a server of the kind ${name}`, async ({ page, startMastodon, startHost }) => {
    const mastodon = await startMastodon({ variant: name })
    const { variant } = mastodon
    const juno = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga', locked: false })
    const pia = mastodon.createAccount({ username: 'pia', displayName: 'Pia Sandelin', locked: false })
    mastodon.follow(juno, pia)
    const now = Date.now()
    for (let number = 1; number <= 90; number++)
      mastodon.postStatus(pia, { text: `Proof number ${String(number)} of the poster`, createdAt: now - (200 - number) * 60_000 })
    const kitchen = mastodon.postStatus(pia, 'Settling this for the studio kitchen')
    mastodon.postStatus(pia, '@juno the paper has arrived')
    const host = await startHost()
    await page.goto(host.url())
    await addMastodon(page, mastodon.url, juno)

    await sendAtOnce(page)
    await test.step('home is read', async () => {
      await goTo(page, 'Timeline')
      await expect(postWith(page, 'Timeline', 'Settling this')).toBeVisible()
    })

    await test.step('mentions', async () => {
      await goTo(page, 'Mentions')
      await expect(postWith(page, 'Mentions', 'the paper has arrived')).toBeVisible()
    })

    if (variant.tokenSeconds !== null)
      await test.step('the token expires in the middle, and is renewed without a word', () => {
        mastodon.expireTokens()
      })

    await test.step('a like', async () => {
      await goTo(page, 'Timeline')
      await postWith(page, 'Timeline', 'Settling this').getByRole('button', { name: 'Like' }).click()
      await expect
        .poll(() => [...mastodon.world.ties.favourites.values()].map(({ from, to }) => [from, to]))
        .toEqual([[juno.id, kitchen.id]])
      await expect(postWith(page, 'Timeline', 'Settling this').getByRole('button', { name: 'Like' })).toHaveAttribute(
        'aria-pressed',
        'true',
      )
    })

    await test.step('a reply', async () => {
      await postWith(page, 'Timeline', 'Settling this').getByRole('button', { name: 'Reply' }).click()
      const composer = page.getByRole('dialog', { name: /^Reply to @pia/ })
      const box = composer.getByRole('textbox', { name: 'Post text' })
      await box.press('End')
      await box.pressSequentially(' tea')
      await post(composer)
      await goTo(page, 'Outbox')
      await expect(sentWith(page, 'tea')).toContainText('Posted', { timeout: 30_000 })
      expect(
        [...mastodon.world.statuses.values()].filter(({ accountId, inReplyToId }) => accountId === juno.id && inReplyToId === kitchen.id),
      ).toHaveLength(1)
    })

    await test.step('a post with a picture, within the limits of this server', async () => {
      const composer = await compose(page, [/./], 'Open day at https://linnet.org/a/rather/long/address/that/goes/on')
      const counted = 'Open day at '.length + variant.charactersReservedPerUrl
      await expect(
        composer.getByRole('status', { name: new RegExp(`on Mastodon: ${String(counted)} of ${String(variant.maxCharacters)}$`) }),
      ).toBeVisible()
      await addFiles(page, composer, [picture('one.png')])
      await composer.getByRole('textbox', { name: 'Alt text for one.png' }).fill('Boats in the mist')
      await post(composer)
      await goTo(page, 'Outbox')
      await expect(sentWith(page, 'Open day')).toContainText('Posted', { timeout: 40_000 })
      const sent = [...mastodon.world.statuses.values()].filter(({ text }) => text.startsWith('Open day'))
      expect(sent).toHaveLength(1)
      expect(sent[0]?.mediaIds.map((id) => mastodon.world.media.get(id)?.description)).toEqual(['Boats in the mist'])
    })

    await test.step('and it is deleted again', async () => {
      await goTo(page, 'Timeline')
      const own = postWith(page, 'Timeline', 'Open day')
      await showNewest(page, own)
      await own.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Delete' }).click()
      await expect(own).toHaveCount(0)
      await expect.poll(() => [...mastodon.world.statuses.values()].filter(({ text }) => text.startsWith('Open day')).length).toBe(0)
    })

    await test.step('and home is read back to its beginning', async () => {
      const first = postWith(page, 'Timeline', 'Proof number 1 of')
      await page.mouse.move(500, 400)
      await expect(async () => {
        await page.mouse.wheel(0, 6000)
        await expect(first).toBeVisible({ timeout: 300 })
      }).toPass({ timeout: 30_000 })
    })

    await goTo(page, 'Accounts')
    await expect(page.getByRole('list', { name: 'Accounts' }).last().getByRole('listitem').filter({ hasText: 'Juno Varga' })).toContainText(
      'Connected',
    )
    await page.getByRole('button', { name: 'What Chirp can do here' }).first().click()
    await expect(
      page.getByRole('complementary').filter({ hasText: `${variant.maxCharacters.toLocaleString('en')} characters` }),
    ).toBeVisible()
  })
}
