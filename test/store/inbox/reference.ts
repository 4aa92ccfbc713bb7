import type { InboxKind } from '../../../shared/model/inbox-item.ts'

/** A notification as the reference keeps it. `post` names a post, `talk` the conversation it is in. */
export type Item = {
  readonly row: number
  readonly account: string
  readonly kind: InboxKind
  readonly actor: string
  readonly post: string | null
  readonly at: number
  readonly subject: string
  read: boolean
  kept: boolean
}

type Group = { place: 'inbox' | 'snoozed' | 'archived'; until: number | null; standsAt: number | null; settledAt: number | null }
type Undo = () => void

/** What a page shows of a group. */
export type Shown = { readonly subject: string; readonly at: number; readonly people: number; readonly unread: number }

const speaks = (subject: string): boolean => /^(talk|quote) /.test(subject)

/** An inbox as a list in memory: everything is looked at for everything, so that it is plainly right. */
export class ReferenceInbox {
  readonly items: Item[] = []
  readonly groups = new Map<string, Group>()
  readonly #deleted = new Set<string>()
  /** Whom nobody wants to hear, or an account does not; the former under the account null. */
  readonly #muted: { readonly actor: string; readonly account: string | null }[] = []

  arrive(item: Omit<Item, 'row' | 'kept'>): void {
    const group = this.groups.get(item.subject) ?? { place: 'inbox', until: null, standsAt: null, settledAt: null }
    this.groups.set(item.subject, group)
    const isNewer = item.at > (group.settledAt ?? -Infinity)
    const read = item.read || (group.place !== 'inbox' && !isNewer)
    this.items.push({ ...item, read, row: this.items.length + 1, kept: false })
    if (!this.#isHeard(item)) return
    if (group.place === 'archived' ? isNewer : group.place === 'snoozed' && isNewer && speaks(item.subject))
      Object.assign(group, { place: 'inbox', until: null, settledAt: null })
  }

  read(subject: string, accounts: readonly string[]): Undo {
    return this.#mark(
      this.#of(subject).filter((item) => accounts.includes(item.account) && !item.read),
      { read: true, kept: false },
    )
  }

  unread(subject: string, accounts: readonly string[]): Undo {
    const newest = newestOf(this.#heard(subject).filter((item) => accounts.includes(item.account)))
    return this.#mark(newest === undefined ? [] : [newest], { read: false, kept: true })
  }

  putAway(subjects: readonly string[], place: 'snoozed' | 'archived', until: number | null): Undo {
    const undone = subjects.map((subject) => {
      const items = this.#of(subject)
      const settledAt = items.length === 0 ? null : Math.max(...items.map(({ at }) => at))
      const laid = settledAt === null ? () => undefined : this.#lay(subject, { place, until, standsAt: null, settledAt })
      return [
        laid,
        this.#mark(
          items.filter((item) => !item.read),
          { read: true, kept: false },
        ),
      ]
    })
    return () => undone.flat().forEach((undo) => undo())
  }

  restore(subject: string): Undo {
    return this.#lay(subject, { place: 'inbox', until: null, standsAt: null, settledAt: null })
  }

  readAll(accounts: readonly string[], upTo: number): Undo {
    const isThere = (item: Item): boolean =>
      this.groups.get(item.subject)?.place === 'inbox' &&
      this.#heard(item.subject).some(({ account, read }) => account === item.account && !read)
    return this.#mark(
      this.#alive().filter((item) => !item.read && accounts.includes(item.account) && item.at <= upTo && isThere(item)),
      {
        read: true,
        kept: false,
      },
    )
  }

  archiveRead(accounts: readonly string[]): Undo {
    const done = [...this.groups.keys()].filter((subject) => {
      const items = this.#heard(subject)
      return (
        this.groups.get(subject)?.place === 'inbox' &&
        items.some(({ account }) => accounts.includes(account)) &&
        items.every(({ read }) => read)
      )
    })
    return this.putAway(done, 'archived', null)
  }

  /** The network says that an account's notifications up to a time were seen. */
  seenElsewhere(account: string, upTo: number): void {
    for (const item of this.items) if (item.account === account && item.at <= upTo && !item.kept) item.read = true
  }

  delete(post: string): void {
    this.#deleted.add(post)
    for (const item of this.items) if (item.post === post) Object.assign(item, { read: true, kept: false })
    // What nothing is left of is forgotten, and with it where it lay.
    for (const subject of [...this.groups.keys()]) if (this.#of(subject).length === 0) this.groups.delete(subject)
  }

  wake(now: number): void {
    for (const [subject, group] of this.groups) {
      if (group.place !== 'snoozed' || (group.until ?? Infinity) > now) continue
      Object.assign(group, { place: 'inbox', until: null, standsAt: group.until, settledAt: null })
      const items = this.#heard(subject)
      const newest = newestOf(items)
      if (newest !== undefined && items.every(({ read }) => read)) Object.assign(newest, { read: false, kept: true })
    }
  }

  /** The rows of a choice, newest first. */
  page(subjects: RegExp, accounts: readonly string[], place: Group['place'], unreadOnly: boolean): Shown[] {
    const shown = [...this.groups].flatMap(([subject, group]): Shown[] => {
      const items = this.#heard(subject).filter(({ account }) => accounts.includes(account))
      if (items.length === 0 || group.place !== place || !subjects.test(subject)) return []
      const byAccount = [...Map.groupBy(items, ({ account }) => account).values()]
      const standing = unreadOnly ? byAccount.filter((lane) => lane.some(({ read }) => !read)) : byAccount
      if (standing.length === 0) return []
      const at = Math.max(...standing.flat().map((item) => item.at), group.standsAt ?? -Infinity)
      return [{ subject, at, people: new Set(items.map(({ actor }) => actor)).size, unread: unreadOf(subject, items) }]
    })
    // At the very same time the group that was begun last stands first.
    return shown.reverse().sort((a, b) => b.at - a.at)
  }

  unreadCount(subjects: RegExp, accounts: readonly string[]): number {
    return this.page(subjects, accounts, 'inbox', false).reduce((sum, { unread }) => sum + unread, 0)
  }

  mute(actor: string, account: string | null): void {
    if (!this.#muted.some((one) => one.actor === actor && one.account === account)) this.#muted.push({ actor, account })
  }

  unmute(actor: string, account: string | null): void {
    const index = this.#muted.findIndex((one) => one.actor === actor && one.account === account)
    if (index >= 0) this.#muted.splice(index, 1)
  }

  #isHeard({ actor, account }: Pick<Item, 'actor' | 'account'>): boolean {
    return !this.#muted.some((one) => one.actor === actor && (one.account === null || one.account === account))
  }

  #heard(subject: string): Item[] {
    return this.#of(subject).filter((item) => this.#isHeard(item))
  }

  #alive(): Item[] {
    return this.items.filter(({ post }) => post === null || !this.#deleted.has(post))
  }

  #of(subject: string): Item[] {
    return this.#alive().filter((item) => item.subject === subject)
  }

  #mark(items: readonly Item[], after: { read: boolean; kept: boolean }): Undo {
    const changed = items
      .filter((item) => item.read !== after.read || item.kept !== after.kept)
      .map((item) => ({ item, before: { read: item.read, kept: item.kept } }))
    for (const { item } of changed) Object.assign(item, after)
    return () => {
      for (const { item, before } of changed) {
        if (item.read !== after.read || item.kept !== after.kept) continue
        Object.assign(item, !before.read && after.read ? { read: false, kept: true } : before)
      }
    }
  }

  #lay(subject: string, after: Group): Undo {
    const group = this.groups.get(subject)
    if (group === undefined) return () => undefined
    const before = { ...group }
    Object.assign(group, after)
    return () => {
      const now = this.groups.get(subject)
      if (now === group && now.place === after.place && now.until === after.until) Object.assign(now, before)
    }
  }
}

/** In what somebody said, and what became of a post, each post counts; otherwise each person. */
function unreadOf(subject: string, items: readonly Item[]): number {
  const unread = items.filter(({ read }) => !read)
  return new Set(unread.map(({ actor, post }) => (/^(talk|quote|ended) /.test(subject) ? post : actor))).size
}

function newestOf(items: readonly Item[]): Item | undefined {
  return items.toSorted((a, b) => b.at - a.at || b.row - a.row)[0]
}
