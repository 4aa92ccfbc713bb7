import { samePeople } from '../../../queries/drafts.ts'
import { act } from './commands.ts'
import { composerEntry } from './composer-store.ts'
import { rememberPerson, withMention, type KnownPerson } from './mentions.ts'

/** Remembers who was picked, with their handles on the other networks where those are beyond doubt. */
export async function picked(key: number, person: KnownPerson, platforms: readonly string[]): Promise<void> {
  const known = platforms.length > 1 ? await samePeople(person).catch(() => []) : []
  const mentions = composerEntry(key)?.writing.draft.options.mentions
  if (mentions === undefined) return
  act(key, { kind: 'options-set', options: { mentions: withMention(mentions, rememberPerson(person, platforms, known)) } })
}
