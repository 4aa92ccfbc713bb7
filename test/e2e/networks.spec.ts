import type { Page } from '@playwright/test'
import { startMetaServer, type MetaTestServer } from '../meta-server/server.ts'
import { startBucketServer, type BucketServer } from '../support/bucket-server/bucket-server.ts'
import { startXServer, type XTestServer } from '../x-server/server.ts'
import { seedWorld } from '../x-server/seed.ts'
import { addFiles, compose, post, sendAtOnce, showNewest } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addByPasting, addByRedirect } from './support/own-apps.ts'
import { addMastodon, goTo, postWith, sentWith, typeBlueskyAccount } from './support/steps.ts'
import { makeWorld, picture } from './support/world.ts'

test.setTimeout(300_000)

const REDIRECT = 'https://localhost/chirp'
const X_REDIRECT = 'http://127.0.0.1:47831/oauth/callback'

type Servers = {
  readonly x: XTestServer
  readonly threads: MetaTestServer
  readonly instagram: MetaTestServer
  readonly bucket: BucketServer
}

let servers: Servers | null = null
test.afterEach(async () => {
  if (servers === null) return
  const { x, threads, instagram, bucket } = servers
  servers = null
  expect([x.violations, threads.violations, instagram.violations], 'answers that are not what the networks’ pages say').toEqual([
    [],
    [],
    [],
  ])
  await Promise.all([x.close(), threads.close(), instagram.close(), bucket.close()])
})

async function startServers(): Promise<Servers> {
  const [x, threads, instagram, bucket] = await Promise.all([
    startXServer(),
    startMetaServer(),
    startMetaServer({ api: 'instagram' }),
    startBucketServer('lamp'),
  ])
  servers = { x, threads, instagram, bucket }
  return servers
}

async function setUpMediaHost(page: Page, { endpoint, keys }: BucketServer): Promise<void> {
  await goTo(page, 'Settings')
  const section = page.getByRole('region', { name: 'Media host' })
  await section.getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog')
  for (const [name, value] of [
    ['Endpoint', endpoint],
    ['Region', 'us-east-1'],
    ['Bucket', 'lamp'],
    ['Access key ID', keys.accessKeyId],
    ['Secret key', keys.secretAccessKey],
  ] as const)
    await dialog.getByRole('textbox', { name, exact: true }).fill(value)
  await dialog.getByRole('button', { name: 'Test and save' }).click()
  await expect(dialog).toBeHidden()
}

test('one post goes to six networks, each by its own ways, and what others answer comes back', async ({
  page,
  bluesky,
  startMastodon,
  startHost,
}) => {
  const { x, threads, instagram, bucket } = await startServers()
  const mastodon = await startMastodon()
  const world = await makeWorld(bluesky, mastodon)
  const bird = seedWorld(x, [X_REDIRECT])
  const [thready, grammy] = [threads.addUser('juno.threads'), instagram.addUser('juno.pictures')]
  const [threadsApp, instagramApp] = [threads.addApp([REDIRECT]), instagram.addApp([REDIRECT])]
  const earlier = threads.post(thready, 'Ink is drying on the big press')
  threads.post(threads.addUser('ann.reads'), 'Which ink is it?', { repliedTo: earlier.id })

  const host = await startHost({
    environment: {
      CHIRP_X_ORIGIN: x.url,
      CHIRP_THREADS_ORIGIN: threads.url,
      CHIRP_INSTAGRAM_ORIGIN: instagram.url,
      NODE_OPTIONS: '--import ./test/support/loopback-is-public.ts',
    },
  })
  setInterval(() => {
    const began = Date.now()
    fetch(host.url().replace(/#.*/, '')).then(() => { if (Date.now() - began > 300) console.log('SLOW', Date.now() - began) }, (e: unknown) => console.log('GONE', String(e), host.complaints().slice(0, 2000)))
  }, 500).unref()
  await page.goto(host.url())

  await test.step('every account signs in by its network’s own pages', async () => {
    const dialog = await typeBlueskyAccount(page, bluesky.urls.pds, world.me.handle, world.me.appPassword)
    await expect(dialog).toBeHidden()
    await goTo(page, 'Accounts')
    await addMastodon(page, mastodon.url, world.elephant)
    await addByRedirect(page, 'X', { clientId: bird.app.clientId, clientSecret: bird.app.clientSecret ?? '' }, bird.me.username)
    for (const [network, app, user] of [
      ['Threads', threadsApp, thready],
      ['Instagram', instagramApp, grammy],
    ] as const)
      await addByPasting(page, network, { clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }, user.username)
    await expect(page.getByRole('main').getByRole('list', { name: 'Accounts' }).getByRole('listitem')).toHaveCount(5)
  })

  await test.step('nothing is read for money until it is allowed, with a budget', async () => {
    expect(x.requests.filter(({ path }) => /timelines|mentions/.test(path))).toEqual([])
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: bird.me.username })
    await expect(row).toContainText('Posting only')
    await row.getByRole('button', { name: 'What Chirp can do here' }).click()
    const costs = page.getByRole('region', { name: 'Costs' })
    await costs.getByRole('textbox', { name: 'At most a day' }).fill('2.50')
    await costs.getByRole('textbox', { name: 'At most a day' }).press('Enter')
    await costs.getByRole('switch', { name: 'Let Chirp read here' }).click()
    await expect(row).toContainText('Timeline and mentions')
    await expect(costs.getByRole('row', { name: /^Today/ })).toContainText('of $2.50')
    await expect(page.getByText('What X does not allow')).toBeVisible()
  })

  await test.step('what is there already stands in one timeline and one list of mentions', async () => {
    await goTo(page, 'Timeline')
    await showNewest(page, postWith(page, 'Timeline', 'Ink is drying on the big press'))
    await goTo(page, 'Mentions')
    await expect(page.getByRole('feed', { name: 'Mentions' }).getByText('Which ink is it?')).toBeVisible()
  })

  await setUpMediaHost(page, bucket)
  await sendAtOnce(page)
  const text = 'The first sheet came off the press this morning'

  await test.step('one post with a picture, for all of them, with its price beforehand', async () => {
    await goTo(page, 'Timeline')
    const composer = await compose(page, [/./], text)
    await addFiles(page, composer, [picture('harbour.png')])
    await composer.getByRole('textbox', { name: /^Alt text/ }).fill('A harbour at dawn')
    await expect(composer.getByText('X: $0.015')).toBeVisible()
    await post(composer)
    await goTo(page, 'Outbox')
    await expect(sentWith(page, text)).toContainText('Posted', { timeout: 60_000 })
    await page.waitForTimeout(15000)
    console.log(await sentWith(page, text).innerText())
  })

  await test.step('it stands once on every network', async () => {
    const texts = {
      x: [...x.world.tweets.values()].filter((tweet) => tweet.authorId === bird.me.id && tweet.text.startsWith(text)).length,
      threads: [...threads.world.posts.values()].filter((one) => one.userId === thready.id && one.text === text).length,
      instagram: [...instagram.world.posts.values()].filter((one) => one.userId === grammy.id && one.text === text).length,
      mastodon: [...mastodon.world.statuses.values()].filter((status) => status.accountId === world.elephantId && status.text === text)
        .length,
    }
    expect(texts).toEqual({ x: 1, threads: 1, instagram: 1, mastodon: 1 })
    await expect.poll(() => bucket.files(), { timeout: 30_000 }).toEqual([])
  })
})
