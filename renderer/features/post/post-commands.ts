import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { deletePost, editPost, engage, redraftPost } from '../../queries/posts.ts'
import { announce } from '../../state/announce.ts'
import { openComposer } from '../../state/ui.ts'
import { actingOn, pressOfParts } from '../same-post/parts.ts'
import { heldParts } from '../same-post/use-parts.ts'

/** Runs something the person asked for, and says it when it could not be done. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (thrown) {
    announce('error', describeFailure(thrown))
    return false
  }
}

/** One press of like, repost or bookmark. */
export function press(view: PostView, verb: EngagementVerb, accounts: readonly Account[], from: readonly string[]): void {
  const engagements = pressOfParts(heldParts(view), verb, accounts, from)
  if (engagements.length === 0) announce('error', t('error.capability-not-supported'))
  for (const { postId, accountId, on } of engagements) void attempt(() => engage(postId, accountId, verb, on))
}

/** Opens a reply; as the account the post came to, unless another is named. */
export function reply(view: PostView, accounts: readonly Account[], from: readonly string[], asAccount: string | null = null): void {
  const acting = asAccount === null ? actingOn(heldParts(view), 'reply', accounts, from) : { part: view, account: { id: asAccount } }
  if (acting === null) announce('error', t('error.capability-not-supported'))
  else openComposer({ replyTo: acting.part.post.id, targets: [acting.account.id] })
}

export function quote(view: PostView, accounts: readonly Account[], from: readonly string[]): void {
  const acting = actingOn(heldParts(view), 'quote', accounts, from)
  if (acting === null) announce('error', t('error.capability-not-supported'))
  else openComposer({ quote: acting.part.post.id, targets: [acting.account.id] })
}

/** Puts the post's public address on the clipboard. */
export function copyLink(view: PostView): void {
  const { url } = view.post
  if (url === null) announce('error', t('post.noLink'))
  else void attempt(() => copyText(url)).then((done) => (done ? announce('success', t('post.linkCopied')) : undefined))
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Where the clipboard may not be asked for, the old way still works after a press.
    const field = document.createElement('textarea')
    field.value = text
    field.className = 'sr'
    document.body.append(field)
    field.select()
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing replaces it where the permission is missing
    document.execCommand('copy')
    field.remove()
  }
}

/** What can be done to an own post, by what its network offers. */
export function ownActs(view: PostView, accounts: readonly Account[]): { readonly edit: boolean; readonly delete: boolean } {
  const own = accounts.find(({ id }) => id === view.ownAccountId)
  return { edit: own?.capabilities.edit === true, delete: own?.capabilities.delete === true }
}

/** Opens an own post in the composer to change it. Its network hears of it when the change is saved, and not before. */
export async function edit(view: PostView, accounts: readonly Account[]): Promise<void> {
  if (!ownActs(view, accounts).edit) announce('error', t('error.capability-not-supported'))
  else await openAs(view, editPost)
}

/** Deletes an own post and opens it in the composer, to be written anew. Where not all of it can be had nothing is deleted. */
export async function redraft(view: PostView): Promise<void> {
  await openAs(view, redraftPost)
}

/** After so long it is said what is waited for: text and files come from the network. */
const PATIENCE_MS = 1_000

async function openAs(view: PostView, draftOf: (postId: string) => Promise<{ readonly id: string }>): Promise<void> {
  const timer = window.setTimeout(() => announce('success', t('post.fetching', { network: view.platformName })), PATIENCE_MS)
  await attempt(async () => openComposer({ draftId: (await draftOf(view.post.id)).id }))
  window.clearTimeout(timer)
}

/** Deletes an own post, on every network that has it as this one. */
export function remove(view: PostView): void {
  const own = heldParts(view).filter((part) => part.ownAccountId !== null)
  void attempt(() => Promise.all(own.map((part) => deletePost(part.post.id)))).then((done) =>
    done ? announce('success', t('post.deleting')) : undefined,
  )
}
