import type { DraftMention } from '../../../../shared/model/draft.ts'
import type { Completion } from '../../../queries/drafts.ts'

/** Of somebody who is known here, what tells whether two handles are one person's. */
type Person = Pick<Completion, 'platform' | 'handle' | 'displayName'>

/** The part of a handle that people keep from network to network: `amara` of `amara.example.com` and of `amara@tidepool.example`. */
export function handleRoot(handle: string): string {
  return (/^[^.@]+/.exec(handle.toLowerCase())?.[0] ?? '').replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * The handles of a person on other networks, as far as they can be told without asking: the same name and the same root of the handle,
 * and only one there who has both. Whoever is not sure is left to the person who writes.
 */
export function guessElsewhere(person: Person, platforms: readonly string[], known: readonly Person[]): DraftMention['elsewhere'] {
  const [name, root] = [plainName(person.displayName), handleRoot(person.handle)]
  if (name === '' || root === '') return []
  return platforms
    .filter((platform) => platform !== person.platform)
    .flatMap((platform) => {
      const same = known.filter(
        (other) => other.platform === platform && plainName(other.displayName) === name && handleRoot(other.handle) === root,
      )
      const [only] = same
      return only !== undefined && same.length === 1 ? [{ platform, handle: only.handle }] : []
    })
}

/** Adds what is known of a person: what was known before stays where the new one says nothing of that network. */
export function withMention(mentions: readonly DraftMention[], added: DraftMention): DraftMention[] {
  const isSame = (one: DraftMention): boolean => one.platform === added.platform && one.handle === added.handle
  const before = mentions.find(isSame)
  const kept = before?.elsewhere.filter(({ platform }) => !added.elsewhere.some((other) => other.platform === platform)) ?? []
  return [...mentions.filter((one) => !isSame(one)), { ...added, elsewhere: [...kept, ...added.elsewhere] }]
}
