import type { DraftMention } from '../../../../shared/model/draft.ts'

/** Somebody known here, as completion offers them. */
export type KnownPerson = { readonly platform: string; readonly handle: string; readonly displayName: string }

/** The part of a handle that a person tends to keep everywhere: `pia` of `pia@tidepool.example` and of `pia.example.com`. */
export function handleRoot(handle: string): string {
  const name = handle.toLowerCase().split(/[@.]/u)[0] ?? ''
  return name.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** How much speaks for two accounts being one person's: 2 name and handle, 1 one of them, 0 nothing. */
export function likeness(a: KnownPerson, b: KnownPerson): 0 | 1 | 2 {
  const name = plain(a.displayName) !== '' && plain(a.displayName) === plain(b.displayName)
  const root = handleRoot(a.handle) !== '' && handleRoot(a.handle) === handleRoot(b.handle)
  return name && root ? 2 : name || root ? 1 : 0
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N} ]/gu, '')
    .trim()
    .toLowerCase()
}

/** Who on a network may be the person, the likeliest first. */
export function candidatesOn(person: KnownPerson, platform: string, known: readonly KnownPerson[]): readonly KnownPerson[] {
  return known
    .filter((one) => one.platform === platform && likeness(person, one) > 0)
    .toSorted((a, b) => likeness(person, b) - likeness(person, a))
}

/**
 * The person as the draft remembers them. Another handle is taken without asking only where name and handle both agree and nobody else
 * on that network comes as near; otherwise the composer asks.
 */
export function rememberPerson(person: KnownPerson, platforms: readonly string[], known: readonly KnownPerson[]): DraftMention {
  const elsewhere = platforms
    .filter((platform) => platform !== person.platform)
    .flatMap((platform) => {
      const sure = candidatesOn(person, platform, known).filter((one) => likeness(person, one) === 2)
      const [only] = sure
      return only === undefined || sure.length > 1 ? [] : [{ platform, handle: only.handle }]
    })
  return { platform: person.platform, handle: person.handle, elsewhere }
}

/** The mentions with this one among them; one of the same name takes the place of the one before. */
export function withMention(mentions: readonly DraftMention[], mention: DraftMention): DraftMention[] {
  const same = (one: DraftMention): boolean => one.handle.toLowerCase() === mention.handle.toLowerCase()
  return mentions.some(same) ? mentions.map((one) => (same(one) ? mention : one)) : [...mentions, mention]
}

/** The mention with another handle on a network; null takes it away there. */
export function withHandleOn(mention: DraftMention, platform: string, handle: string | null): DraftMention {
  const others = mention.elsewhere.filter((one) => one.platform !== platform)
  return { ...mention, elsewhere: handle === null ? others : [...others, { platform, handle }] }
}
