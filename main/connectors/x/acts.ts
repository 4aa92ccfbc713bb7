import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'

type Done = { readonly reposted?: boolean; readonly bookmarked?: boolean }

/** Enough for what a person does in a month. */
const MOST = 5_000

/**
 * What an account did to posts while Chirp runs, by X's ids. X's answers do not say what the account that asks did to a post, so without this the next
 * read would take back what was just done. Lost when Chirp ends.
 */
export class OwnActs {
  private readonly done = new Map<string, Done>()

  readonly of = (tweetId: string): Done => this.done.get(tweetId) ?? {}

  learn(tweetId: string, verb: EngagementVerb, on: boolean): void {
    const before = this.of(tweetId)
    this.done.delete(tweetId)
    this.done.set(tweetId, verb === 'repost' ? { ...before, reposted: on } : { ...before, bookmarked: on })
    const oldest = this.done.keys().next()
    if (this.done.size > MOST && oldest.done !== true) this.done.delete(oldest.value)
  }
}

/** By server and account; a handful. */
const perAccount = new Map<string, OwnActs>()

export function ownActsOf(account: { readonly id: string; readonly server: string }): OwnActs {
  const key = `${account.server} ${account.id}`
  const known = perAccount.get(key) ?? new OwnActs()
  perAccount.set(key, known)
  return known
}
