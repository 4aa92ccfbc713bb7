import { handleOn } from '../../../../shared/compose/target-text.ts'
import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import type { DraftMention } from '../../../../shared/model/draft.ts'
import { accountsOptions, saveSettings, settingsOptions } from '../../../queries/app.ts'
import { completeOptions, type Completion } from '../../../queries/drafts.ts'
import { queryClient } from '../../../queries/query-client.ts'
import { act } from '../model/commands.ts'
import { guessElsewhere, handleRoot, withMention } from './same-person.ts'

/** People that are remembered; the settings take no more. */
const MOST_REMEMBERED = 500

type Named = Pick<Completion, 'platform' | 'handle' | 'displayName'>

/** Somebody was picked: the draft learns who they are on the networks of the person's other accounts, as far as that is known. */
export async function namePerson(key: number, person: Named): Promise<void> {
  const { platform, handle } = person
  const [accounts, settings, known] = await Promise.all([
    queryClient.query({ ...accountsOptions, staleTime: 'static' }),
    queryClient.query({ ...settingsOptions, staleTime: 'static' }),
    knownAs(handleRoot(handle)),
  ])
  const platforms = [...new Set(accounts.map((account) => account.platform))]
  const guessed: DraftMention = { platform, handle, elsewhere: guessElsewhere(person, platforms, known) }
  // What the person said themselves goes before what was guessed.
  const elsewhere = remembered(settings.knownPeople, guessed)
  const [mention] = withMention([guessed], { platform, handle, elsewhere })
  if (mention !== undefined) act(key, { kind: 'mention-known', mention })
}

function remembered(people: readonly DraftMention[], { platform, handle }: DraftMention): DraftMention['elsewhere'] {
  return people.flatMap((one) => {
    if (handleOn(one, platform) !== handle) return []
    return [{ platform: one.platform, handle: one.handle }, ...one.elsewhere].filter((other) => other.platform !== platform)
  })
}

/** The person says who somebody is on a network; it is remembered for the next time. `handle` may begin with `@`. */
export async function sayHandle(key: number, mention: DraftMention, platform: string, handle: string): Promise<void> {
  const said: DraftMention = { ...mention, elsewhere: [{ platform, handle: handle.trim().replace(/^@/, '') }] }
  act(key, { kind: 'mention-known', mention: said })
  const { knownPeople } = await queryClient.query({ ...settingsOptions, staleTime: 'static' })
  await saveSettings({ knownPeople: withMention(knownPeople, said).slice(-MOST_REMEMBERED) })
}

/** Whom a problem is about. */
export function mentionOf(problem: DraftProblem, mentions: readonly DraftMention[], platform: string): DraftMention | null {
  const named = String(problem.values['mention'] ?? '')
  return mentions.find((mention) => `@${mention.handle}` === named && handleOn(mention, platform) === null) ?? null
}

/** People of a network that somebody may be there, best first. */
export async function candidates(mention: DraftMention, platform: string): Promise<readonly Completion[]> {
  return (await knownAs(handleRoot(mention.handle))).filter((person) => person.platform === platform)
}

function knownAs(root: string): Promise<readonly Completion[]> {
  return root === '' ? Promise.resolve([]) : queryClient.query(completeOptions(root))
}
