import type { Locator, Page } from '@playwright/test'
import { post, sendAtOnce } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addMastodon, goTo, postWith } from './support/steps.ts'

test.setTimeout(240_000)

/** Opens the menu of a card and takes an entry of it, by keyboard alone. */
async function choose(page: Page, card: Locator, entry: string): Promise<void> {
  await card.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  const item = page.getByRole('menuitem', { name: entry, exact: true })
  await expect(item).toBeVisible()
  // A menu takes keys from the moment on at which it has the focus.
  await expect(page.locator('[role="menu"]:focus, [role="menu"] :focus')).toHaveCount(1)
  // The first letters lead to an entry.
  await page.keyboard.type(entry)
  await expect(item).toBeFocused()
  await page.keyboard.press('Enter')
}

test('own posts are changed, and deleted and written anew, with everything they had', async ({ page, startMastodon, startHost }) => {
  const mastodon = await startMastodon()
  const juno = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
  const pia = mastodon.createAccount({ username: 'pia', displayName: 'Pia Sandelin' })
  mastodon.follow(juno, pia)
  const question = mastodon.postStatus(pia, 'What do you think of it?')
  const typo = mastodon.postStatus(juno, 'The opne day is on Saturday')
  const rich = mastodon.postStatus(juno, {
    text: '@pia I thnik so',
    spoilerText: 'Opinions',
    visibility: 'unlisted',
    inReplyToId: question.id,
    mediaIds: [mastodon.addMedia(juno, { description: 'A graph of it' }).id],
  })
  const poll = mastodon.postStatus(juno, {
    text: 'Whcih one?',
    poll: { options: ['Tea', 'Coffee'], expiresInSeconds: 3600, multiple: true },
  })
  const own = () => [...mastodon.world.statuses.values()].filter(({ accountId }) => accountId === juno.id)
  const host = await startHost()
  await page.goto(host.url())
  await addMastodon(page, mastodon.url, { email: 'juno@mail.example', password: 'password' })
  await sendAtOnce(page)
  await goTo(page, 'Timeline')

  await test.step('a post is changed where it is', async () => {
    const card = postWith(page, 'Timeline', 'The opne day')
    await choose(page, card, 'Edit')
    const composer = page.getByRole('dialog', { name: 'Edit post' })
    const text = composer.getByRole('textbox', { name: 'Post text' })
    await expect(text).toBeFocused()
    await expect(text).toHaveValue('The opne day is on Saturday')
    await text.fill('The open day is on Saturday')
    await composer.getByRole('button', { name: 'Save changes' }).click()
    await expect(composer).toBeHidden()
    const changed = postWith(page, 'Timeline', 'The open day is on Saturday')
    await expect(changed.getByText('Edited')).toBeVisible({ timeout: 30_000 })
    await expect(postWith(page, 'Timeline', 'The opne day')).toHaveCount(0)
    await expect(changed.getByRole('button', { name: 'More' })).toBeFocused()
    expect(mastodon.world.statuses.get(typo.id)).toMatchObject({ text: 'The open day is on Saturday', edits: [expect.anything()] })
    expect(own()).toHaveLength(3)
  })

  await test.step('one that is opened and left as it is stays as it is, and leaves no draft', async () => {
    const card = postWith(page, 'Timeline', 'The open day')
    await choose(page, card, 'Edit')
    await expect(page.getByRole('dialog', { name: 'Edit post' }).getByRole('textbox', { name: 'Post text' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(card.getByRole('button', { name: 'More' })).toBeFocused()
    await goTo(page, 'Drafts')
    await expect(page.getByText('No drafts', { exact: false }).first()).toBeVisible()
    await goTo(page, 'Timeline')
  })

  await test.step('nothing is deleted without a yes', async () => {
    const card = postWith(page, 'Timeline', 'Opinions')
    await choose(page, card, 'Redraft')
    await expect(page.getByRole('dialog', { name: 'Delete this post and write it anew?' })).toContainText('its likes and reposts are lost')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(card.getByRole('button', { name: 'More' })).toBeFocused()
    expect(own()).toHaveLength(3)
  })

  await test.step('a reply with a picture and a warning is written anew, and goes out once', async () => {
    await choose(page, postWith(page, 'Timeline', 'Opinions'), 'Redraft')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete and redraft' }).click()
    const composer = page.getByRole('dialog', { name: /^Reply to @pia/ })
    const text = composer.getByRole('textbox', { name: 'Post text' })
    await expect(text).toHaveValue('@pia I thnik so')
    await expect(composer.getByRole('textbox', { name: 'Content warning' })).toHaveValue('Opinions')
    await expect(composer.getByRole('textbox', { name: /^Alt text for / })).toHaveValue('A graph of it')
    await expect.poll(() => mastodon.world.statuses.has(rich.id)).toBe(false)
    await expect(postWith(page, 'Timeline', 'Opinions')).toHaveCount(0)
    await text.fill('@pia I think so')
    await post(composer)
    await expect.poll(() => own().filter(({ text: said }) => said === '@pia I think so'), { timeout: 30_000 }).toHaveLength(1)
    const anew = own().find(({ text: said }) => said === '@pia I think so')
    expect(anew).toMatchObject({ spoilerText: 'Opinions', visibility: 'unlisted', inReplyToId: question.id })
    expect(anew?.mediaIds.map((id) => mastodon.world.media.get(id)?.description)).toEqual(['A graph of it'])
  })

  await test.step('a poll, too', async () => {
    await choose(page, postWith(page, 'Timeline', 'Whcih one?'), 'Redraft')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete and redraft' }).click()
    const composer = page.getByRole('dialog', { name: 'New post' })
    await expect(composer.getByRole('textbox', { name: 'Answer 1' })).toHaveValue('Tea')
    await expect(composer.getByRole('textbox', { name: 'Answer 2' })).toHaveValue('Coffee')
    await expect.poll(() => mastodon.world.statuses.has(poll.id)).toBe(false)
    await composer.getByRole('textbox', { name: 'Post text' }).fill('Which one?')
    await post(composer)
    await expect
      .poll(
        () =>
          own()
            .map(({ text: said }) => said)
            .toSorted(),
        { timeout: 30_000 },
      )
      .toEqual(['@pia I think so', 'The open day is on Saturday', 'Which one?'])
    expect(mastodon.requests.filter(({ method, path }) => method === 'POST' && path === '/api/v1/statuses')).toHaveLength(2)
  })
})
