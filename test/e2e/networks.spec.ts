import type { Page } from '@playwright/test'
import { addPage, facebookOf } from '../meta-server/facebook/world.ts'
import { startMetaServer } from '../meta-server/server.ts'
import { startBucketServer, type BucketServer } from '../support/bucket-server/bucket-server.ts'
import { seedWorld } from '../x-server/seed.ts'
import { startXServer } from '../x-server/server.ts'
import { violationsIn } from './support/axe.ts'
import { addFiles, compose, post, sendAtOnce, showNewest } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addByPasting, addByRedirect } from './support/own-apps.ts'
import { addMastodon, goTo, postWith, sentWith, typeBlueskyAccount } from './support/steps.ts'
import { makeWorld, picture } from './support/world.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })
test.setTimeout(300_000)

const REDIRECT = 'https://localhost/chirp'
const X_REDIRECT = 'http://127.0.0.1:47831/oauth/callback'

type Servers = Awaited<ReturnType<typeof startServers>>

async function startServers() {
  const [x, threads, instagram, facebook, bucket] = await Promise.all([
    startXServer(),
    startMetaServer({ api: 'threads' }),
    startMetaServer({ api: 'instagram' }),
    startMetaServer({ api: 'facebook' }),
    startBucketServer('lamp'),
  ])
  return { x, threads, instagram, facebook, bucket }
}

let servers: Servers | null = null
test.afterEach(async () => {
  if (servers === null) return
  const { bucket, ...networks } = servers
  servers = null
  await bucket.close()
  for (const server of Object.values(networks)) {
    await server.close()
    expect(server.violations, 'answers that are not what the networks’ pages say').toEqual([])
  }
})

/** What has to be created first is said of every platform that wants an app of one's own, and nobody is kept from it. */
async function showSetups(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add account' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  for (const network of ['X', 'Threads', 'Instagram', 'Facebook Pages']) {
    await dialog.getByRole('radio', { name: network, exact: true }).check()
    await dialog.getByText('What Chirp asks for').click()
    expect(await dialog.getByRole('region', { name: 'First, an app of your own' }).getByRole('listitem').count()).toBeGreaterThan(3)
    expect(await violationsIn(page)).toEqual([])
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

async function setUpMediaHost(page: Page, { endpoint, keys }: BucketServer): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('region', { name: 'Media host' }).getByRole('button', { name: 'Set up' }).click()
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

/** How often each network of the platforms that know no idempotency has a post with this text. */
function timesPosted({ x, threads, instagram, facebook }: Servers, text: string) {
  // X adds the address of a picture to the text.
  const count = (texts: readonly string[]): number => texts.filter((one) => one.startsWith(text)).length
  return {
    x: count([...x.world.tweets.values()].map((tweet) => tweet.text)),
    threads: count([...threads.world.posts.values()].map((one) => one.text)),
    instagram: count([...instagram.world.posts.values()].map((one) => one.text)),
    facebook: count([...facebookOf(facebook.world).posts.values()].map(({ message }) => message)),
  }
}

test('one post goes to six networks, each by its own ways, and what others answer comes back', async ({
  page,
  bluesky,
  startMastodon,
  startHost,
}) => {
  servers = await startServers()
  const { x, threads, instagram, facebook, bucket } = servers
  const mastodon = await startMastodon()
  const world = await makeWorld(bluesky, mastodon)
  const bird = seedWorld(x, [X_REDIRECT])
  addPage(facebook.world, 'Harbour Press', facebook.addUser('juno.varga').id)
  instagram.addUser('juno.pictures')
  const earlier = threads.post(threads.addUser('juno.threads'), 'Ink is drying on the big press')
  threads.post(threads.addUser('ann.reads'), 'Which ink is it?', { repliedTo: earlier.id })

  const host = await startHost({
    environment: {
      CHIRP_X_ORIGIN: x.url,
      CHIRP_THREADS_ORIGIN: threads.url,
      CHIRP_INSTAGRAM_ORIGIN: instagram.url,
      CHIRP_FACEBOOK_ORIGIN: facebook.url,
      NODE_OPTIONS: '--import ./test/support/loopback-is-public.ts',
    },
  })
  await page.goto(host.url())
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: bird.me.username })

  await test.step('every account signs in by its network’s own pages', async () => {
    await expect(await typeBlueskyAccount(page, bluesky.urls.pds, world.me.handle, world.me.appPassword)).toBeHidden()
    await goTo(page, 'Accounts')
    await showSetups(page)
    await addMastodon(page, mastodon.url, world.elephant)
    await addByRedirect(page, 'X', { clientId: bird.app.clientId, clientSecret: bird.app.clientSecret ?? '' }, bird.me.username)
    for (const [network, server, username] of [
      ['Threads', threads, 'juno.threads'],
      ['Instagram', instagram, 'juno.pictures'],
      ['Facebook Pages', facebook, 'juno.varga'],
    ] as const) {
      const { id, secret } = server.addApp([REDIRECT])
      await addByPasting(page, network, { clientId: id, clientSecret: secret, redirectUri: REDIRECT }, username)
    }
    await expect(page.getByRole('main').getByRole('list', { name: 'Accounts' }).getByRole('listitem')).toHaveCount(6)
    expect(await violationsIn(page)).toEqual([])
  })

  await test.step('nothing is read for money until it is allowed, with a budget', async () => {
    await expect(row).toContainText('Posting only')
    expect(x.requests.filter(({ path }) => /timelines|mentions/.test(path))).toEqual([])
    await row.getByRole('button', { name: 'What Chirp can do here' }).click()
    const costs = page.getByRole('region', { name: 'Costs' })
    await costs.getByRole('textbox', { name: 'At most a day' }).fill('2.50')
    await costs.getByRole('textbox', { name: 'At most a day' }).press('Enter')
    await costs.getByRole('switch', { name: 'Let Chirp read here' }).click()
    await expect(row).toContainText('Timeline and mentions')
    await expect(costs.getByRole('row', { name: /^Today/ })).toContainText('of $2.50')
    await expect(page.getByText('What X does not allow')).toBeVisible()
    expect(await violationsIn(page)).toEqual([])
  })

  await test.step('what is there already stands in one timeline and one list of mentions', async () => {
    await goTo(page, 'Timeline')
    await showNewest(page, postWith(page, 'Timeline', 'Ink is drying on the big press'))
    await goTo(page, 'Mentions')
    await expect(page.getByRole('feed', { name: 'Mentions' }).getByText('Which ink is it?')).toBeVisible()
  })

  await setUpMediaHost(page, bucket)
  await sendAtOnce(page)

  await test.step('one post with a picture for all of them, with its price beforehand, stands once on each', async () => {
    const text = 'The first sheet came off the press this morning'
    await goTo(page, 'Timeline')
    const composer = await compose(page, [/./], text)
    await addFiles(page, composer, [picture('harbour.png')])
    await composer.getByRole('textbox', { name: /^Alt text/ }).fill('A harbour at dawn')
    await expect(composer.getByText('X: $0.015')).toBeVisible()
    expect(await violationsIn(page)).toEqual([])
    await composer.getByRole('textbox', { name: 'Post text' }).fill(`${text}. `.repeat(12))
    await expect(composer.getByRole('list', { name: 'Problems' }).getByRole('listitem')).toHaveCount(4)
    expect(await violationsIn(page)).toEqual([])
    await composer.getByRole('textbox', { name: 'Post text' }).fill(text)
    await post(composer)
    await goTo(page, 'Outbox')
    await expect(sentWith(page, text).getByText('Posted', { exact: true })).toHaveCount(6, { timeout: 90_000 })
    if (servers === null) throw new Error('The servers are gone')
    expect(timesPosted(servers, text)).toEqual({ x: 1, threads: 1, instagram: 1, facebook: 1 })
    expect([...mastodon.world.statuses.values()].filter((status) => status.text === text)).toHaveLength(1)
    // Nothing is left on the media host.
    await expect.poll(() => bucket.files(), { timeout: 30_000 }).toEqual([])
  })

  await test.step('a token that ended is renewed, and an answer that got lost is looked for, not sent again', async () => {
    const text = 'The second sheet has a crooked edge'
    x.expireTokens()
    // The first try is refused for its token.
    x.failNext({ match: 'POST /2/tweets', reset: true, afterEffect: true, after: 1 })
    threads.failNext({ match: 'POST /v1.0/me/threads_publish', reset: true, afterEffect: true })
    await goTo(page, 'Timeline')
    await post(await compose(page, [/ on X$/, / on Threads$/], text))
    await goTo(page, 'Outbox')
    await expect(sentWith(page, text).getByText('Posted', { exact: true })).toHaveCount(2, { timeout: 90_000 })
    if (servers === null) throw new Error('The servers are gone')
    expect(timesPosted(servers, text)).toEqual({ x: 1, threads: 1, instagram: 0, facebook: 0 })
  })

  await test.step('the limit of one network holds nobody else back', async () => {
    const text = 'The third sheet is as it should be'
    x.setRateLimit('create-tweet', { limit: 0, periodMs: 15 * 60_000 })
    await goTo(page, 'Timeline')
    await post(await compose(page, [/ on X$/, / on Facebook/], text))
    await goTo(page, 'Outbox')
    await expect(sentWith(page, text).getByText('Posted', { exact: true })).toHaveCount(1)
    expect(await violationsIn(page)).toEqual([])
    if (servers === null) throw new Error('The servers are gone')
    expect(timesPosted(servers, text)).toEqual({ x: 0, threads: 0, instagram: 0, facebook: 1 })
  })

  await test.step('how own posts do is in one view, and what is deleted in Chirp is deleted on its network', async () => {
    const text = 'The third sheet is as it should be'
    await goTo(page, 'Metrics')
    await expect(page.getByRole('main').getByText(text).first()).toBeVisible()
    expect(await violationsIn(page)).toEqual([])
    await goTo(page, 'Timeline')
    const card = postWith(page, 'Timeline', text)
    await showNewest(page, card)
    await card.getByRole('button', { name: 'Delete', exact: true }).click()
    const sure = page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Delete', exact: true })
    await sure.waitFor()
    expect(await violationsIn(page)).toEqual([])
    await sure.click()
    if (servers === null) throw new Error('The servers are gone')
    const networks = servers
    await expect.poll(() => timesPosted(networks, text).facebook).toBe(0)
    await expect(card).toHaveCount(0)
  })
})
