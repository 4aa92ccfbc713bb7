import { expect, test } from './support/fixtures.ts'
import { addBlueskyByBrowser, addMastodon, goTo, postWith, sentWith, typeBlueskyAccount } from './support/steps.ts'
import { filesWith, makeWorld, picture } from './support/world.ts'

test.setTimeout(180_000)

test('a day with Chirp: two accounts, reading, mentions, acting, posting to both, deleting, a restart, and a train without a network', async ({
  page,
  bluesky,
  startMastodon,
  startHost,
}) => {
  const mastodon = await startMastodon()
  const world = await makeWorld(bluesky, mastodon)
  const host = await startHost()

  await test.step('the first start says what Chirp is and asks for an account', async () => {
    await page.goto(host.url())
    await expect(page.getByRole('heading', { name: 'Welcome to Chirp' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()
    expect(page.url()).not.toContain('token')
  })

  await test.step('a wrong password has its own message, and nothing typed is lost', async () => {
    const dialog = await typeBlueskyAccount(page, bluesky.urls.pds, world.me.handle, 'aaaa-bbbb-cccc-dddd')
    await expect(dialog.getByRole('alert')).toContainText(/password/i)
    await expect(dialog.getByRole('textbox', { name: 'Handle' })).toHaveValue(world.me.handle)
    await typeBlueskyAccount(page, bluesky.urls.pds, world.me.handle, world.me.appPassword)
    await expect(dialog).toBeHidden()
  })

  await test.step('the Mastodon account comes through its server’s consent page', async () => {
    await goTo(page, 'Accounts')
    await addMastodon(page, mastodon.url, world.elephant)
    const accounts = page.getByRole('list', { name: 'Accounts' })
    await expect(accounts.getByText('Connected')).toHaveCount(2)
  })

  await test.step('one timeline of both networks', async () => {
    await goTo(page, 'Timeline')
    await expect(postWith(page, 'Timeline', 'The tram drivers ring the bell twice')).toBeVisible()
    await expect(postWith(page, 'Timeline', 'Settling this for the studio kitchen')).toBeVisible()
  })

  await test.step('one view of mentions, unread until seen', async () => {
    await goTo(page, 'Mentions')
    await expect(postWith(page, 'Mentions', 'which line do you take?')).toBeVisible()
    await expect(postWith(page, 'Mentions', 'the paper has arrived')).toBeVisible()
  })

  await test.step('a like reaches its network', async () => {
    await goTo(page, 'Timeline')
    const like = postWith(page, 'Timeline', 'The tram drivers ring the bell twice').getByRole('button', { name: 'Like' })
    await like.click()
    await expect(like).toHaveAttribute('aria-pressed', 'true')
    await expect
      .poll(async () => {
        await bluesky.processAll()
        const { data } = await world.friend.agent.getLikes({ uri: world.skyPost.uri })
        return data.likes.map((each) => each.actor.did)
      })
      .toEqual([world.me.did])
    const kitchen = postWith(page, 'Timeline', 'Settling this for the studio kitchen')
    await kitchen.getByRole('button', { name: 'Like' }).click()
    await expect.poll(() => mastodon.requests.filter((each) => each.path.endsWith('/favourite')).length).toBe(1)
  })

  await test.step('a reply goes where the post is', async () => {
    await postWith(page, 'Timeline', 'The tram drivers ring the bell twice').getByRole('button', { name: 'Reply' }).click()
    const composer = page.getByRole('dialog', { name: `Reply to @${world.friend.handle}` })
    await composer.getByRole('textbox', { name: 'Post text' }).fill('I always wondered about that')
    await composer.getByRole('button', { name: 'Post to 1 account' }).click()
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'I always wondered about that')).toContainText('Posted', { timeout: 30_000 })
  })

  await test.step('a post with two pictures goes to both, each counted as its network counts', async () => {
    await page.getByRole('button', { name: 'New post' }).click()
    const composer = page.getByRole('dialog', { name: 'New post' })
    for (const network of ['Bluesky', 'Mastodon'])
      await composer.getByRole('checkbox', { name: new RegExp(`^Post as @.* on ${network}$`) }).check()
    await composer.getByRole('textbox', { name: 'Post text' }).fill('Open day 👩‍👩‍👧 at https://example.com/a/rather/long/address/that/goes/on')
    await expect(composer.getByRole('status', { name: /on Bluesky: \d+ of 300$/ })).toBeVisible()
    await expect(composer.getByRole('status', { name: /on Mastodon: 37 of 500$/ })).toBeVisible()
    const chooser = page.waitForEvent('filechooser')
    await composer.getByRole('button', { name: 'Add media' }).click()
    await (await chooser).setFiles([picture('one.png'), picture('two.png')])
    await composer.getByRole('textbox', { name: 'Alt text for one.png' }).fill('Boats in the mist')
    await composer.getByRole('textbox', { name: 'Alt text for two.png' }).fill('The same boats')
    await composer.getByRole('button', { name: 'Post to 2 accounts' }).click()
    const sent = sentWith(page, 'Open day')
    await expect(sent.getByText('Posted')).toHaveCount(2, { timeout: 40_000 })
    await bluesky.processAll()
    const { data } = await world.me.agent.getAuthorFeed({ actor: world.me.did, filter: 'posts_no_replies' })
    expect(data.feed).toHaveLength(1)
    expect(data.feed[0]?.post.record).toMatchObject({
      embed: { images: [{ alt: 'Boats in the mist' }, { alt: 'The same boats' }] },
      facets: [{ features: [{ uri: 'https://example.com/a/rather/long/address/that/goes/on' }] }],
    })
    expect(
      mastodon.requests.filter((each) => each.method === 'POST' && each.path === '/api/v1/statuses' && each.status === 200),
    ).toHaveLength(1)
  })

  await test.step('an own post of two networks is one card, and is deleted on both', async () => {
    await goTo(page, 'Timeline')
    // At the top of the timeline an own post comes in by itself.
    const own = page.getByRole('feed', { name: 'Timeline' }).getByRole('article').filter({ hasText: 'Open day' }).first()
    await expect(own.getByRole('img', { name: /^on (Bluesky and Mastodon|Mastodon and Bluesky)$/ })).toBeVisible()
    await own.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => mastodon.requests.filter((each) => each.method === 'DELETE').length).toBe(1)
  })

  await test.step('after a restart everything is there at once', async () => {
    await host.restart()
    await page.goto(host.url())
    await expect(postWith(page, 'Timeline', 'Settling this for the studio kitchen')).toBeVisible()
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'I always wondered about that')).toContainText('Posted')
  })

  await test.step('without a network all of it can be read, and what is written waits', async () => {
    host.setOnline(false)
    await host.restart()
    await page.goto(host.url())
    await expect(postWith(page, 'Timeline', 'The tram drivers ring the bell twice')).toBeVisible()
    await expect(page.getByText(/^Offline/).first()).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: 'New post' }).click()
    const composer = page.getByRole('dialog', { name: 'New post' })
    for (const network of ['Bluesky', 'Mastodon'])
      await composer.getByRole('checkbox', { name: new RegExp(`^Post as @.* on ${network}$`) }).check()
    await composer.getByRole('textbox', { name: 'Post text' }).fill('Written in the tunnel')
    await composer.getByRole('button', { name: 'Post to 2 accounts' }).click()
    await goTo(page, 'Outbox')
    await expect(sentWith(page, 'Written in the tunnel').getByText('Waiting')).toHaveCount(2)
  })

  await test.step('when it returns what waited is sent, once', async () => {
    host.setOnline(true)
    await expect(sentWith(page, 'Written in the tunnel').getByText('Posted')).toHaveCount(2, { timeout: 60_000 })
    await bluesky.processAll()
    const { data } = await world.me.agent.getAuthorFeed({ actor: world.me.did, filter: 'posts_no_replies' })
    expect(data.feed.filter((each) => (each.post.record as { text?: string }).text === 'Written in the tunnel')).toHaveLength(1)
    const tunnels = [...mastodon.world.statuses.values()].filter((status) => status.text === 'Written in the tunnel')
    expect(tunnels).toHaveLength(1)
  })

  await test.step('no password and no token is anywhere in the data folder in clear', async () => {
    const tokens = [...mastodon.world.tokens.keys()]
    expect(tokens.length).toBeGreaterThan(0)
    const secrets = [world.me.appPassword, world.me.password, ...tokens]
    expect(filesWith(host.dataDirectory, secrets)).toEqual([])
  })
})

test('a Bluesky account comes through the consent page of its own server', async ({ page, bluesky, startHost }) => {
  const me = await bluesky.createAccount('rosa')
  await bluesky.post(me, 'Written before Chirp knew me')
  await bluesky.processAll()
  const host = await startHost()
  await page.goto(host.url())
  await addBlueskyByBrowser(page, bluesky.urls.pds, me)
  await goTo(page, 'Timeline')
  await expect(postWith(page, 'Timeline', 'Written before Chirp knew me')).toBeVisible()
  await host.restart()
  await page.goto(host.url())
  await goTo(page, 'Accounts')
  await expect(page.getByRole('list', { name: 'Accounts' }).getByText('Connected')).toBeVisible()
})
