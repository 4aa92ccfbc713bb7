import { startFaultProxy } from '../faults/fault-proxy.ts'
import { compose, sendAtOnce } from './support/composing.ts'
import { expect, test } from './support/fixtures.ts'
import { addMastodon, goTo, sentWith, typeBlueskyAccount } from './support/steps.ts'

test.setTimeout(300_000)

const COMMITS = ['POST /xrpc/com.atproto.repo.createRecord', 'POST /xrpc/com.atproto.repo.applyWrites']

for (const [name, times] of [
  ['one press of Post, connection reset after the server’s answer: one post stands', 1],
  ['one press of Post, and every answer is lost for a while: one post stands', 3],
] as const) {
  test(name, async ({ page, bluesky, startMastodon, startHost }) => {
    const mastodon = await startMastodon()
    const elephant = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
    const me = await bluesky.createAccount('juno')
    await using proxy = await startFaultProxy(bluesky.urls.pds, { inItsPlace: true })
    const host = await startHost()
    await page.goto(host.url())
    await expect(await typeBlueskyAccount(page, proxy.url, me.handle, me.appPassword)).toBeHidden()
    await goTo(page, 'Accounts')
    await addMastodon(page, mastodon.url, { email: 'juno@mail.example', password: 'password' })
    await sendAtOnce(page)

    const onBluesky = async (): Promise<string[]> => {
      const { data } = await me.agent.com.atproto.repo.listRecords({ repo: me.did, collection: 'app.bsky.feed.post' })
      return data.records.map(({ value }) => String((value as { text?: unknown }).text))
    }
    const onMastodon = (): string[] =>
      [...mastodon.world.statuses.values()].filter(({ accountId }) => accountId === elephant.id).map(({ text }) => text)

    await test.step('each server posts, and its answer is lost', async () => {
      for (const match of COMMITS) proxy.failNext({ match, reset: true, afterEffect: true, times })
      mastodon.failNext({ match: 'POST /api/v1/statuses', reset: true, afterEffect: true, times })
      const composer = await compose(page, [/./], 'Said once')
      // An impatient press: the button is pressed again before anything has come of it.
      await composer.getByRole('button', { name: 'Post to 2 accounts' }).dblclick()
      await expect(composer).toBeHidden()
      await expect.poll(onMastodon, { timeout: 60_000 }).toEqual(['Said once'])
      await expect.poll(onBluesky, { timeout: 60_000 }).toEqual(['Said once'])
      expect(proxy.requests.filter((request) => COMMITS.includes(request)).length).toBeGreaterThan(0)
      expect(mastodon.requests.filter(({ method, path }) => method === 'POST' && path === '/api/v1/statuses').length).toBeGreaterThan(0)
    })

    await test.step('pressed again where it is offered, and the page reloaded, it is still that one', async () => {
      await goTo(page, 'Outbox')
      for (const retry of await sentWith(page, 'Said once').getByRole('button', { name: 'Retry' }).all()) await retry.click()
      await page.reload()
      await goTo(page, 'Outbox')
      await expect(sentWith(page, 'Said once').getByText('Posted', { exact: true })).toHaveCount(2, { timeout: 120_000 })
    })

    await test.step('after a restart, too', async () => {
      await host.crash()
      await page.goto(host.url())
      await goTo(page, 'Outbox')
      await expect(sentWith(page, 'Said once').getByText('Posted', { exact: true })).toHaveCount(2)
      expect([await onBluesky(), onMastodon()]).toEqual([['Said once'], ['Said once']])
    })
  })
}
