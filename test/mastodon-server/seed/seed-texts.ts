import type { AccountDraft } from '../world/accounts.ts'

/** The people of a seeded world; those with a domain are of other servers. */
export const SEED_PEOPLE = [
  { username: 'alba', displayName: 'Alba :chirp:' },
  { username: 'bruno', displayName: 'Bruno Brook' },
  { username: 'chika', displayName: 'ちか' },
  { username: 'dora', displayName: 'Dora <b>Dune</b> & Co' },
  { username: 'emre', displayName: '' },
  { username: 'alice', domain: 'other.example', displayName: 'Alice Afar' },
  { username: 'weatherbot', domain: 'third.example', displayName: 'Weather', bot: true },
  { username: 'omar', domain: 'other.example', displayName: 'عمر' },
] as const satisfies readonly AccountDraft[]

/** Texts of many shapes: long and short, lines and paragraphs, links, tags, emoji, scripts read from the right. */
export const SEED_TEXTS: readonly { readonly text: string; readonly language: string }[] = [
  { text: 'Good morning. The harbour is quiet today. #harbour', language: 'en' },
  { text: 'Three things:\n\n1. tea\n2. rain\n3. a book', language: 'en' },
  { text: 'Der Fluß ist über die Ufer getreten, alle sind wohlauf.', language: 'de' },
  { text: '今日はとても静かな朝でした。#散歩', language: 'ja' },
  {
    text: 'Read this before you sail: https://www.example.com/guides/sailing/weather-and-tides?chapter=4&page=12#currents',
    language: 'en',
  },
  { text: 'صباح الخير من الميناء', language: 'ar' },
  { text: 'Family day 👩‍👩‍👧‍👦 with cake 🍰 and flags 🏴󠁧󠁢󠁳󠁣󠁴󠁿 :blobcat:', language: 'en' },
  { text: 'Is 3 < 5 && 5 > 3? "Yes", says the compiler; it\'s sure.', language: 'en' },
  { text: 'Un café, une tartine, et la mer au loin. #petitdéjeuner', language: 'fr' },
  {
    text: 'A longer thought about maps. Every map leaves something out, and what it leaves out says as much about the maker as about the land. The old chart in the harbour office shows no hills at all, since nobody at sea ever needed one; the shepherd who lives behind it drew a map of nothing but hills and called the rest "wet".\n\nBoth are right, and both would get you lost. #maps #harbour',
    language: 'en',
  },
  { text: 'ok', language: 'en' },
]
