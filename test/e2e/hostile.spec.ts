import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { hostileNames, hostileRecords } from '../fixtures/hostile/bluesky.ts'
import { hostilePosts } from '../fixtures/hostile/corpus.ts'
import { hostileFiles } from '../fixtures/hostile/media.ts'
import type { startMastodonServer } from '../mastodon-server/server.ts'
import { encodePng } from '../mastodon-server/seed/png.ts'
import { addFile } from '../mastodon-server/world/world.ts'
import type { BlueskyNetwork, TestAccount } from '../support/bluesky-network.ts'
import { inspectCards } from './support/cards.ts'
import { expect, test } from './support/fixtures.ts'
import { addMastodon, goTo, postWith, typeBlueskyAccount } from './support/steps.ts'
import { startTrap, type Trap } from './support/trap.ts'

test.describe.configure({ mode: 'parallel' })
test.setTimeout(480_000)

const TIMELINE = '[role="feed"][aria-label="Timeline"]'
const PANE = 'aside.pane.open .scroll'
/** A card that is not opened, in pixels: a screen and a half of it is already much. */
const TALLEST = 1500

type Shown = { readonly name: string; readonly uri: string; readonly says?: readonly string[]; readonly namesHosts?: readonly string[] }

/** What the page asked for, from its first request on. */
function watchPage(page: Page): { readonly asked: string[]; readonly dialogs: string[] } {
  const asked: string[] = []
  const dialogs: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url().replace(/^ws/, 'http')))
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  return { asked, dialogs }
}

/** On a machine that others use too, the narrowest alone: it is the first to lose its shape. */
const WIDTHS = process.env['CI'] === undefined ? [1280, 900, 400] : [400]

/** At these widths: every one of them is in the timeline, keeps its shape, and says what it has to. */
async function lookAtAll(page: Page, posts: readonly Shown[]): Promise<void> {
  for (const width of WIDTHS) {
    await test.step(`every card keeps its shape at ${String(width)} px`, async () => {
      await page.setViewportSize({ width, height: 800 })
      const seen = await inspectCards(
        page,
        TIMELINE,
        posts.map(({ uri }) => uri),
        TALLEST,
      )
      expect
        .soft(
          posts.filter(({ uri }) => !seen.has(uri)).map(({ name }) => name),
          'posts that are not shown',
        )
        .toEqual([])
      expect.soft(posts.flatMap(({ name, uri }) => (seen.get(uri)?.problems ?? []).map((problem) => `${name}: ${problem}`))).toEqual([])
      for (const { name, uri, says = [], namesHosts = [] } of posts) {
        const text = seen.get(uri)?.text ?? ''
        for (const words of [...says, ...namesHosts]) expect.soft(text, name).toContain(words)
      }
    })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Opens one post after the other by the keyboard, from the top. */
async function openFromTheTop(page: Page, times: number): Promise<void> {
  await test.step('they can be opened', async () => {
    await page.locator(TIMELINE).evaluate((feed) => feed.parentElement?.scrollTo({ top: 0 }))
    for (let time = 0; time < times; time++) {
      await page.keyboard.press('j')
      await page.keyboard.press('o')
      await page.locator(`${PANE} article`).first().waitFor()
      const seen = await inspectCards(page, PANE, [], 40_000)
      expect
        .soft([...seen.values()].flatMap(({ text, problems }) => problems.map((problem) => `${text.slice(0, 80)}: ${problem}`)))
        .toEqual([])
      await page.keyboard.press('u')
    }
  })
}

async function expectNothingHappened(
  page: Page,
  { asked, dialogs }: ReturnType<typeof watchPage>,
  trap: Trap,
  complaints: string[],
): Promise<void> {
  expect(await page.evaluate(() => 'chirpCanary' in window), 'whether a script of a post ran').toBe(false)
  expect(dialogs).toEqual([])
  const origins = asked.filter((url) => !/^(data|blob):/.test(url)).map((url) => new URL(url).origin)
  expect([...new Set(origins)], 'whom the page asked').toEqual([new URL(page.url()).origin])
  expect(trap.caught, 'what reached the trap').toEqual([])
  // Pictures that cannot be had are refused by the host, which the browser writes down.
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((each) => !/^Failed to load resource: the server responded with a status of 50[24]/.test(each)),
  )
}

/** Nothing that was read keeps the page from opening again. */
async function expectOpensAgain(page: Page): Promise<void> {
  await test.step('it opens again', async () => {
    await page.reload()
    await page.getByRole('feed', { name: 'Timeline' }).getByRole('article').first().waitFor()
  })
}

type MastodonServer = Awaited<ReturnType<typeof startMastodonServer>>

/** Posts the corpus on a server, each by somebody of another server whom `juno` follows. */
function postCorpus(mastodon: MastodonServer, trap: Trap): readonly Shown[] {
  const files = hostileFiles({
    real: encodePng(400, 300, { hue: 200, pattern: 'slope' }),
    tall: encodePng(1, 4000, { hue: 20, pattern: 'slope' }),
  })
  for (const [name, file] of Object.entries(files)) addFile(mastodon.world, `hostile/${name}`, file)
  mastodon.failNext({ match: 'GET /system/hostile/leads-away.png', status: 302, headers: { location: `${trap.url}/led.png` }, times: 100 })
  const corpus = hostilePosts({ trap: trap.url, home: mastodon.url })
  expect(corpus.length).toBeGreaterThan(200)
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length)
  const me = [...mastodon.world.accounts.values()].find(({ username }) => username === 'juno')!
  // Mixed, so that there are some of every kind at the top.
  const mixed = corpus.toSorted(
    (left, right) => ((corpus.indexOf(left) * 89) % corpus.length) - ((corpus.indexOf(right) * 89) % corpus.length),
  )
  return mixed.flatMap((hostile, at) => {
    const author = mastodon.createAccount({ username: `eve${String(at)}`, domain: 'hostile.test' })
    mastodon.follow(me, author)
    const status = mastodon.postStatus(author, { text: hostile.name, createdAt: Date.now() - (corpus.length + 200 - at) * 60_000 })
    // Portraits of their own would make hundreds of requests that prove nothing.
    mastodon.lie(author, { avatar: null, avatar_static: null, ...hostile.account })
    mastodon.lie(status, { ...(hostile.html === undefined ? {} : { content: hostile.html }), ...hostile.status })
    return hostile.isSkipped === true ? [] : [{ ...hostile, uri: status.uri }]
  })
}

/** A hundred answers in answers, and twelve quotations in quotations: what a stranger can make deep. */
function postDeep(mastodon: MastodonServer): readonly Shown[] {
  const juno = [...mastodon.world.accounts.values()].find(({ username }) => username === 'juno')!
  const deep = mastodon.createAccount({ username: 'deep', domain: 'hostile.test' })
  mastodon.follow(juno, deep)
  let answer = mastodon.postStatus(deep, { text: 'answer 0', createdAt: Date.now() - 190 * 60_000 })
  let quotation = mastodon.postStatus(deep, { text: 'quotation 0', createdAt: Date.now() - 60 * 60_000 })
  const all = [answer, quotation]
  for (let at = 1; at <= 100; at++)
    all.push(
      (answer = mastodon.postStatus(deep, { text: `answer ${String(at)}`, inReplyToId: answer.id, createdAt: answer.createdAt + 60_000 })),
    )
  for (let at = 1; at <= 12; at++)
    all.push(
      (quotation = mastodon.postStatus(deep, {
        text: `quotation ${String(at)}`,
        quotedStatusId: quotation.id,
        createdAt: quotation.createdAt + 60_000,
      })),
    )
  return all.map(({ text, uri }) => ({ name: text, uri }))
}

test(
  'two hundred hostile posts from a Mastodon server do nothing but stand there',
  { tag: '@long' },
  async ({ page, startMastodon, startHost, complaints }) => {
    const trap = await startTrap()
    const mastodon = await startMastodon()
    const me = mastodon.createAccount({ username: 'juno' })
    const posts = [...postCorpus(mastodon, trap), ...postDeep(mastodon)]
    const host = await startHost()
    const watched = watchPage(page)
    await page.goto(host.url())
    await addMastodon(page, mastodon.url, me)
    await goTo(page, 'Timeline')
    await page.getByRole('feed', { name: 'Timeline' }).getByRole('article').first().waitFor()
    await lookAtAll(page, posts)
    await openFromTheTop(page, 40)
    await expectOpensAgain(page)
    await expectNothingHappened(page, watched, trap, complaints)
    await trap.close()
  },
)

/** Writes every record that the server takes, each by one of a few people with hostile names; gives those the AppView shows `me`. */
async function writeRecords(bluesky: BlueskyNetwork, me: TestAccount, trap: Trap): Promise<readonly Shown[]> {
  const people = await Promise.all(hostileNames.map((_, at) => bluesky.createAccount(`eve${String(at)}`)))
  const [first] = people
  if (first === undefined) throw new Error('Nobody writes')
  for (const [at, person] of people.entries()) {
    await person.agent.com.atproto.repo.putRecord({
      repo: person.did,
      collection: 'app.bsky.actor.profile',
      rkey: 'self',
      validate: false,
      record: {
        $type: 'app.bsky.actor.profile',
        displayName: hostileNames[at],
        description: `<script>window.chirpCanary=1</script>\u202E`,
      },
    })
    await bluesky.follow(me, person)
  }
  const blobs = await Promise.all(
    people.map(
      async (person) =>
        (await person.agent.uploadBlob(readFileSync('test/e2e/support/pictures/harbour.png'), { encoding: 'image/png' })).data.blob,
    ),
  )
  const written = new Map<string, Shown>()
  let number = 0
  for (const { name, record, namesHosts = [] } of hostileRecords({ trap: trap.url, home: bluesky.urls.pds }, null)) {
    const at = number++ % people.length
    const person = people[at] ?? first
    const whole = hostileRecords({ trap: trap.url, home: bluesky.urls.pds }, blobs[at]).find((each) => each.name === name)?.record ?? record
    const answer = await person.agent.com.atproto.repo
      .createRecord({
        repo: person.did,
        collection: 'app.bsky.feed.post',
        validate: false,
        record: { $type: 'app.bsky.feed.post', createdAt: new Date().toISOString(), ...whole },
      })
      .catch(() => null)
    if (answer !== null) written.set(answer.data.uri, { name, uri: answer.data.uri, namesHosts })
  }
  await bluesky.processAll()
  const { data } = await me.agent.getTimeline({ limit: 100 })
  return data.feed.flatMap(({ post }) => written.get(post.uri) ?? [])
}

test('hostile records on the real Bluesky network do nothing but stand there', async ({ page, bluesky, startHost, complaints }) => {
  const trap = await startTrap()
  const me = await bluesky.createAccount('juno')
  const posts = await writeRecords(bluesky, me, trap)
  expect(posts.length, 'records that the network takes').toBeGreaterThan(30)
  const host = await startHost()
  const watched = watchPage(page)
  await page.goto(host.url())
  const dialog = await typeBlueskyAccount(page, bluesky.urls.pds, me.handle, me.appPassword)
  await expect(dialog).toBeHidden()
  await goTo(page, 'Timeline')
  await expect(
    postWith(page, 'Timeline', 'null bytes')
      .or(page.getByRole('feed', { name: 'Timeline' }).getByRole('article'))
      .first(),
  ).toBeVisible()
  await lookAtAll(page, posts)
  await openFromTheTop(page, 30)
  await expectOpensAgain(page)
  await expectNothingHappened(page, watched, trap, complaints)
  await trap.close()
})
