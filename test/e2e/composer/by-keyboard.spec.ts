import { expect, test } from '../support/fixtures.ts'
import { tabTo } from '../support/by-keyboard.ts'
import { addFiles } from '../support/composing.ts'
import { goToByKeys } from '../support/steps.ts'
import { picture } from '../support/world.ts'

test('a thread is written, split, illustrated, scheduled and taken back by keyboard alone', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New post' })
  const text = composer.getByRole('textbox', { name: 'Post text', exact: true })
  await expect(text).toBeFocused()
  const onto = async (name: string | RegExp, role: 'button' | 'switch' | 'checkbox' | 'textbox' = 'button'): Promise<void> => {
    const wanted = composer.getByRole(role, { name, exact: typeof name === 'string' })
    await tabTo(page, wanted)
  }

  // The second account of the demo is on another network.
  await onto('Post as @juno@tidepool.example on Mastodon', 'checkbox')
  await page.keyboard.press('Space')
  await expect(composer.getByRole('button', { name: 'Post to 2 accounts' })).toBeVisible()

  await onto('Post text', 'textbox')
  await page.keyboard.insertText('We print one poster together, and everyone who pulls the bar takes a copy home with them. '.repeat(4))
  await page.keyboard.type('Ask @ama')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(text).toHaveValue(/Ask @amara\S+ $/)
  const problems = composer.getByRole('list', { name: 'Problems' })
  await expect(problems).toContainText('too long for Bluesky')

  await onto('Split for each', 'switch')
  await page.keyboard.press('Space')
  await expect(problems.getByText('too long')).toHaveCount(0)
  await onto('Number the posts', 'switch')
  await page.keyboard.press('Space')

  await onto('Add media')
  await addFiles(page, composer, picture('harbour.png'))
  await onto('Alt text for harbour.png', 'textbox')
  await page.keyboard.type('Boats in the fog')

  await onto(/^What goes out/)
  await page.keyboard.press('Enter')
  const posts = composer.getByRole('list', { name: 'Posts of @juno.example.com on Bluesky' }).locator('> li')
  await expect(posts).toHaveCount(2)
  await expect(posts.last()).toContainText('2/2')
  await page.keyboard.press('Enter')
  await expect(text).toBeVisible()

  await onto('Schedule')
  await page.keyboard.press('Enter')
  await expect(composer.getByLabel('Time')).toBeFocused()
  await onto('Tomorrow morning')
  await page.keyboard.press('Enter')
  await onto('Schedule')
  await page.keyboard.press('Enter')
  await expect(composer).toBeHidden()
  await expect(page.getByText(/^Goes out at .*09:00$/)).toBeVisible()

  const outbox = page.getByRole('list', { name: 'Outbox' })
  await goToByKeys(page, 'o', outbox)
  await expect(outbox.getByText('Waiting').first()).toBeVisible()
  const edit = outbox.getByRole('button', { name: 'Edit and send again' })
  await edit.focus()
  await page.keyboard.press('Enter')
  await expect(composer).toBeVisible()
  await expect(text).toBeFocused()
  await onto('Post at once instead')
  await page.keyboard.press('Enter')
  await expect(composer.getByRole('button', { name: 'Post to 2 accounts' })).toBeVisible()
})

test('a draft outlasts a crash from its first keys on, and a discarded one comes back', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Post text' }).pressSequentially('Half a thought')
  await expect(page.getByText('Draft saved')).toBeVisible()
  await host.crash()
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  const drafts = page.getByRole('list', { name: 'Drafts' })
  await goToByKeys(page, 'd', drafts)
  await expect(drafts.getByRole('listitem')).toHaveCount(1)
  await drafts.getByRole('button', { name: 'Open draft: Half a thought' }).press('Enter')
  const composer = page.getByRole('dialog', { name: 'New post' })
  await expect(composer.getByRole('textbox', { name: 'Post text' })).toHaveValue('Half a thought')
  // Looking at it does not throw it away.
  await page.keyboard.press('Escape')
  await expect(composer).toBeHidden()
  await expect(drafts.getByRole('listitem')).toHaveCount(1)
  await drafts.getByRole('button', { name: 'Delete draft' }).press('Enter')
  await expect(drafts).toBeHidden()
  await page.getByRole('button', { name: 'Recently discarded 1' }).press('Enter')
  await page.getByRole('button', { name: 'Restore' }).press('Enter')
  await expect(drafts.getByRole('button', { name: 'Open draft: Half a thought' })).toBeVisible()
})
