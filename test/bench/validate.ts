import { validateDraft } from '../../shared/compose/validate-draft.ts'
import type { TextLimit } from '../../shared/model/capabilities.ts'
import { account, bluesky, content, context, draft, mastodon } from '../unit/compose/build-draft.ts'
import { limits } from '../unit/compose/limits.ts'
import { median, report } from './figure.ts'

const RUNS = 15
const LENGTHS = [1, 10, 100] as const

/** A post with all that makes counting costly: several scripts, emoji of many parts, links, mentions and tags. About 300 characters. */
const POST =
  'The tram bell rings twice, see https://example.com/a/long/path?query=1 and @alice@social.example.org. 今朝の港は霧でした。 قرأت اليوم كتابا. ' +
  '👨‍👩‍👧‍👦👍🏽🇩🇪 größer größer, café, #Gedanken @bob.bsky.social (example.org/b) — สวัสดี Привет, как дела? Newsletter, corazón, año… ' +
  'e\u0301te\u0301 𠮷野家 한국어 שלום 🌧️ 🚲 fin.\n'

/** One account of each way of counting there is. */
const targets = Object.entries(limits).map(([name, limit]) => {
  const text: { limits: TextLimit[]; required: boolean } = { limits: [limit], required: false }
  const base = name.startsWith('bluesky') ? bluesky : mastodon
  return context(account(name, 'bluesky', { capabilities: { ...base, text } }))
})

let typed = 0

/** Checking a draft of so many posts' length in one segment, ms; the text is another one each time, as it is while one types. */
function validateOnce(times: number): number {
  const written = draft(
    content(`${String(++typed).padStart(8, '0')} ${POST.repeat(times)}`),
    targets.map(({ account: { id } }) => id),
  )
  const began = performance.now()
  validateDraft(written, targets, { altTextReminder: true })
  return performance.now() - began
}

/** How the time that checking a draft takes grows with its text: as long per character when there is 100 times as much. */
export function benchValidate(): boolean {
  const measured = new Map<number, number>(LENGTHS.map((times) => [times, 0]))
  // Warm, so that what is measured is the text and not the compiler.
  for (let run = 0; run < 300; run++) validateOnce(1)
  for (const times of LENGTHS) measured.set(times, median(Array.from({ length: RUNS }, () => validateOnce(times))))
  const ms = (times: number): number => measured.get(times) ?? Number.NaN
  return LENGTHS.map((times) =>
    report({
      name: `checking a draft of ${times * POST.length} UTF-16 units for ${targets.length} accounts`,
      value: ms(times),
      unit: 'ms',
      ratio: times === 1 ? null : ms(times) / times / ms(1),
      against: times === 1 ? null : `the time per character of ${POST.length}`,
      target: times === 1 ? null : '<=2',
    }),
  ).every(Boolean)
}
