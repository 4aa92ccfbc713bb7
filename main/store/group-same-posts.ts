import type { CanonicalPost } from '../../shared/model/canonical-post.ts'
import { idBeforeBridge, idsAfterBridge, isCarried } from '../../shared/same-post/bridges.ts'
import { lookupKeys } from '../../shared/same-post/lookup-keys.ts'
import { outlineOf, type Outline } from '../../shared/same-post/outline.ts'
import { linkPeople, type KnownAuthor, type PeopleFacts, type PersonLink } from '../../shared/same-post/people.ts'
import { isPartOf, mayBeSame, SAME_POST_WINDOW_MS, samePost, type Verdict } from '../../shared/same-post/same-post.ts'
import type { ReadableDatabase, WritableDatabase } from './sql.ts'
import { getAuthorsByRow, getProfile } from './tables/authors.ts'
import { mappingsOfPost } from './tables/post-mappings.ts'
import { getPost, getPosts, getReplies } from './tables/posts.ts'
import { getSameAuthor, putSameAuthor } from './tables/same-authors.ts'
import { addLookupKeys, findByAuthors, findByIds, findByKeys, putLookupKeys, type SamePostCandidate } from './tables/same-post-keys.ts'
import { getSetting } from './tables/settings.ts'
import {
  confirmSent,
  getMember,
  listMembers,
  mergeGroups,
  putMember,
  removeMember,
  touchMembers,
  type SamePostMember,
  type SamePostReason,
} from './tables/same-post.ts'

/** A post that was just stored; `edited`: it was there before and says something else now. */
export type FreshPost = { readonly row: number; readonly authorRow: number; readonly post: CanonicalPost; readonly edited: boolean }

/** Answers looked at for one post of a thread. */
const MOST_ANSWERS = 20

/** A key that very many posts have says nothing: so many are looked at, the nearest in time. */
const MOST_CANDIDATES = 12
/** What is found by its author alone has to be from about the same time. */
const BY_AUTHOR_MS = 20 * 60_000

/**
 * Finds the posts of other networks that posts just stored are the same as, and keeps that. Candidates are found by index alone: by how
 * the text begins, by the first link, by authors known to be one person, and by the ids that bridges make. `own`: the reader's authors.
 */
export function groupSamePosts(db: WritableDatabase, fresh: readonly FreshPost[], own: ReadonlySet<string>): void {
  if (fresh.length === 0) return
  const facts = lazyFacts(db, own)
  const compared: FreshPost[] = []
  // All keys first and then all writing: a thing at a time takes less.
  for (const { one, keys } of fresh.map((each) => ({ one: each, keys: lookupKeys(each.post) }))) {
    if (one.edited) putLookupKeys(db, one.row, one.post.createdAt, keys)
    else if (keys !== null) addLookupKeys(db, one.row, one.post.createdAt, keys)
    if (keys !== null) compared.push(one)
    if (one.edited) leaveIfChanged(db, one, facts)
  }
  const rows = compared.map(({ row }) => row)
  const byKeys = findByKeys(db, rows, SAME_POST_WINDOW_MS)
  const byAuthors = findByAuthors(db, rows, BY_AUTHOR_MS)
  const bridged = fresh.map(({ post }) => bridgedIds(post.id))
  const byId = new Map(findByIds(db, bridged.flat()).map((candidate) => [candidate.id, candidate]))
  for (const [index, one] of fresh.entries()) {
    const carried = (bridged[index] ?? []).flatMap((id) => byId.get(id) ?? [])
    const candidates = nearest(one.post, [...(byKeys.get(one.row) ?? []), ...(byAuthors.get(one.row) ?? [])])
    if (carried.length + candidates.length > 0) findGroup(db, one, [...carried, ...candidates], facts)
    if (one.post.replyTo !== null && one.post.replyTo.authorId === one.post.authorId) joinThread(db, one)
  }
}

/** Under which ids a bridge may have carried a post, or what it was carried from. */
function bridgedIds(id: string): readonly string[] {
  const before = idBeforeBridge(id)
  return before === null ? idsAfterBridge(id) : [before]
}

function nearest({ createdAt }: CanonicalPost, candidates: readonly SamePostCandidate[]): readonly SamePostCandidate[] {
  const distance = (one: SamePostCandidate): number => Math.abs(one.createdAt - createdAt)
  return candidates.toSorted((a, b) => distance(a) - distance(b)).slice(0, MOST_CANDIDATES)
}

/** Keeps that posts which Chirp sent to several networks at once are one. To be called when a post and its mapping are stored. */
export function groupSentTogether(db: WritableDatabase, postId: string): void {
  const sent = getPosts(db, new Set(mappingsOfPost(db, postId).map((mapping) => mapping.postId)))
  const first = sent.find(({ post }) => post.id === postId)
  if (first === undefined || sent.length < 2) return
  for (const other of sent) {
    if (other.row !== first.row) join(db, first.row, other.row, { reason: 'sent', decidedBy: 'chirp', part: null })
  }
  // What a rule had found before is now certain.
  for (const { row } of sent) confirmSent(db, row)
}

/** What the person says of people is only read where there is something to compare. */
function lazyFacts(db: ReadableDatabase, own: ReadonlySet<string>): () => PeopleFacts {
  let facts: PeopleFacts | null = null
  return () => (facts ??= { own, known: getSetting(db, 'knownPeople') })
}

type Posted = Pick<FreshPost, 'row' | 'authorRow' | 'post'>
type Same = Extract<Verdict, { same: true }>

function findGroup(db: WritableDatabase, one: Posted, candidates: readonly SamePostCandidate[], facts: () => PeopleFacts): void {
  const once = new Map(candidates.map((candidate) => [candidate.row, candidate]))
  const distance = (other: Posted): number => Math.abs(other.post.createdAt - one.post.createdAt)
  let outline: Outline | null = null
  const found = [...once.values()]
    .flatMap((candidate) => {
      outline ??= outlineOf(one.post)
      const carried = isCarried(one.post.id, candidate.id)
      if (!carried && !mayBeSame(outline, Math.abs(candidate.createdAt - one.post.createdAt))) return []
      const people = peopleOf(db, one.authorRow, candidate.authorRow, facts)
      // Whoever is not one person is not looked at further; only a bridge may have made a post of another author's.
      if (people === null || (people.link === null && !carried)) return []
      const post = getPost(db, candidate.id)?.post
      if (post === undefined) return []
      const other = { ...candidate, post }
      const verdict = samePost({ ...people.a, post: one.post, outline }, { ...people.b, post }, facts(), people.link)
      return verdict.same ? [{ other, verdict }] : []
    })
    .sort(
      (a, b) => Number(b.verdict.reason === 'bridged') - Number(a.verdict.reason === 'bridged') || distance(a.other) - distance(b.other),
    )
  for (const { other, verdict } of found) settle(db, one, other, verdict)
  if (found.length > 0) joinThread(db, one)
}

type People = { readonly a: KnownAuthor; readonly b: KnownAuthor; readonly link: PersonLink | null }

/** Two stored authors and whether they are one person; null where the reader keeps them apart. */
function peopleOf(db: ReadableDatabase, rowA: number, rowB: number, facts: () => PeopleFacts): People | null {
  const pair = getSameAuthor(db, rowA, rowB)
  if (pair?.same === false) return null
  const authors = getAuthorsByRow(db, [rowA, rowB])
  const [a, b] = [authors.get(rowA), authors.get(rowB)]
  if (a === undefined || b === undefined) return null
  const named = { a: { author: a, about: '' }, b: { author: b, about: '' } }
  const link = pair === null ? linkPeople(named.a, named.b, facts()) : ({ reason: 'before', weak: false } as const)
  if (link !== null && !link.weak) return { ...named, link }
  // Profiles are only read where the names leave it open.
  const read = { a: { author: a, about: aboutOf(db, a.id) }, b: { author: b, about: aboutOf(db, b.id) } }
  return { ...read, link: linkPeople(read.a, read.b, facts()) }
}

/** What a profile says, with the addresses and names behind its words; empty where it was not read. */
function aboutOf(db: ReadableDatabase, authorId: string): string {
  const profile = getProfile(db, authorId)?.profile
  if (profile === undefined) return ''
  return [profile.description, ...profile.fields.map((field) => field.value)]
    .flatMap(({ text, spans }) => [
      text,
      ...spans.map((span) => (span.kind === 'link' ? span.uri : span.kind === 'mention' ? span.handle : '')),
    ])
    .join('\n')
}

/** Writes a finding down, unless the author's other post is nearer: two posts of one author are never the same. */
function settle(db: WritableDatabase, one: Posted, other: Posted, { reason, person, fuller }: Same): void {
  if (!hasRoom(db, one, other) || !hasRoom(db, other, one)) return
  join(db, one.row, other.row, { reason, decidedBy: 'rule', part: fuller === null ? null : fuller === 'a' ? other.row : one.row })
  // Who was one person before is so already.
  if (person !== null && !person.weak && person.reason !== 'before') putSameAuthor(db, one.authorRow, other.authorRow, true, 'rule')
}

/** Whether a post may join the group of another one. A post of the same author that is further away makes room. */
function hasRoom(db: WritableDatabase, newcomer: Posted, of: Posted): boolean {
  const group = getMember(db, of.row)
  if (group === null) return true
  const inPlace = listMembers(db, group.groupId).filter((member) => member.authorRow === newcomer.authorRow && !member.part)
  const distance = (createdAt: number): number => Math.abs(createdAt - of.post.createdAt)
  for (const member of inPlace) {
    if (member.row === newcomer.row || member.row === of.row) continue
    if (member.decidedBy !== 'rule' || distance(member.createdAt) <= distance(newcomer.post.createdAt)) return false
    touchMembers(db, listMembers(db, member.groupId))
    removeMember(db, member)
  }
  return true
}

type Joining = {
  readonly reason: SamePostReason
  readonly decidedBy: 'rule' | 'chirp'
  /** The row of the post that says only a part; null = neither. */
  readonly part: number | null
}

function join(db: WritableDatabase, row: number, otherRow: number, { reason, decidedBy, part }: Joining): void {
  const [mine, other] = [getMember(db, row), getMember(db, otherRow)]
  if (mine !== null && other !== null) {
    if (mine.groupId === other.groupId) return
    mergeGroups(db, other.groupId, mine.groupId)
  } else {
    const groupId = mine?.groupId ?? other?.groupId ?? null
    const joined = mine === null ? putMember(db, groupId, { row, reason, decidedBy, part: part === row }) : mine.groupId
    if (other === null) putMember(db, joined, { row: otherRow, reason, decidedBy, part: part === otherRow })
  }
  touchMembers(db, membersBeside(db, row))
}

function membersBeside(db: ReadableDatabase, row: number): readonly SamePostMember[] {
  const member = getMember(db, row)
  return member === null ? [] : listMembers(db, member.groupId)
}

/** Takes along the later posts of a thread whose beginning is the beginning of one long post; also where they were stored before it. */
function joinThread(db: WritableDatabase, { row, post }: Posted): void {
  const parent = post.replyTo?.authorId === post.authorId && post.replyTo.postId !== null ? getPost(db, post.replyTo.postId) : null
  const places = [...(parent === null ? [] : membersBeside(db, parent.row)), ...membersBeside(db, row)]
  const whole = places.find((member) => !member.part)
  if (whole === undefined || !places.some((member) => member.part)) return
  const long = getPost(db, whole.id)?.post
  if (long === undefined) return
  const groupId = whole.groupId
  const waiting = places.filter((member) => member.part).map(({ id }) => id)
  const seen = new Set(waiting)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const beginning = getPost(db, id)?.post
    for (const answer of getReplies(db, [id], MOST_ANSWERS)) {
      if (seen.has(answer.post.id) || answer.deleted || answer.post.authorId !== beginning?.authorId) continue
      seen.add(answer.post.id)
      const member = getMember(db, answer.row)
      if (member !== null && member.groupId !== groupId) continue
      if (!isPartOf(answer.post, long)) continue
      waiting.push(answer.post.id)
      if (member !== null) continue
      putMember(db, groupId, { row: answer.row, reason: 'part', decidedBy: 'rule', part: true })
      touchMembers(db, listMembers(db, groupId))
    }
  }
}

/** A post that was edited stays in its group only where it still is the same as another one of it. */
function leaveIfChanged(db: WritableDatabase, one: FreshPost, facts: () => PeopleFacts): void {
  const member = getMember(db, one.row)
  if (member?.decidedBy !== 'rule') return
  const members = listMembers(db, member.groupId)
  const others = getPosts(
    db,
    members.flatMap(({ row, id }) => (row === one.row ? [] : [id])),
  )
  const still = others.some((other) => {
    const people = peopleOf(db, one.authorRow, other.authorRow, facts)
    if (people === null) return false
    const verdict = samePost({ ...people.a, post: one.post }, { ...people.b, post: other.post }, facts(), people.link)
    return verdict.same || (member.part && isPartOf(one.post, other.post))
  })
  if (still) return
  removeMember(db, member)
  touchMembers(db, members)
}
