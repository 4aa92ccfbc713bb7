import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** The independent test data under `test/fixtures/conformance`. */
function fixture(path: string): string {
  return readFileSync(new URL(`../../fixtures/conformance/${path}`, import.meta.url), 'utf8')
}

const weightedCase = z.object({
  description: z.string(),
  text: z.string(),
  expected: z.object({ weightedLength: z.number(), valid: z.boolean(), validRangeEnd: z.number() }),
})
const truthCase = z.object({ description: z.string(), text: z.string(), expected: z.boolean() })
const urlsCase = z.object({ description: z.string(), text: z.string(), expected: z.array(z.string()) })
const indexedCase = z.object({
  description: z.string(),
  text: z.string(),
  expected: z.array(z.object({ url: z.string(), indices: z.tuple([z.number(), z.number()]) })),
})

/** conformance_validate.yml: weighted lengths, and whether a text is an address. */
export const validation = z
  .object({
    tests: z.object({
      urls: z.array(truthCase),
      urls_without_protocol: z.array(truthCase),
      WeightedTweetsCounterTest: z.array(weightedCase),
      WeightedTweetsWithDiscountedEmojiCounterTest: z.array(weightedCase),
      UnicodeDirectionalMarkerCounterTest: z.array(weightedCase),
    }),
  })
  .parse(parse(fixture('twitter-text/conformance_validate.yml'))).tests

/** conformance_extract.yml: the addresses in a text. */
export const extraction = z
  .object({
    tests: z.object({
      urls: z.array(urlsCase),
      urls_with_indices: z.array(indexedCase),
      urls_with_directional_markers: z.array(indexedCase),
    }),
  })
  .parse(parse(fixture('twitter-text/conformance_extract.yml'))).tests

/** The same file: the cashtags in a text, without their sign. */
export const { cashtags } = z
  .object({ tests: z.object({ cashtags: z.array(urlsCase) }) })
  .parse(parse(fixture('twitter-text/conformance_extract.yml'))).tests

/** The configuration that weighted counting follows. */
export const weightedConfiguration = z
  .object({
    scale: z.number(),
    defaultWeight: z.number(),
    maxWeightedTweetLength: z.number(),
    transformedURLLength: z.number(),
    ranges: z.array(z.object({ start: z.number(), end: z.number(), weight: z.number() })),
  })
  .parse(JSON.parse(fixture('twitter-text/config_v3.json')))

/** GraphemeBreakTest.txt: each case as the graphemes it consists of, and its line for the name. */
export const graphemeBreaks = linesOf('unicode/GraphemeBreakTest.txt').map((line) => {
  const sample = (line.split('#')[0] ?? '').trim()
  const clusters = sample.split('÷').map((cluster) => characters(cluster.replaceAll('×', ' ')))
  return { name: sample, graphemes: clusters.filter((cluster) => cluster !== '') }
})

/** emoji-test.txt: every emoji of one status. */
export function emojiOf(status: 'fully-qualified' | 'minimally-qualified' | 'unqualified'): readonly string[] {
  return linesOf('unicode/emoji-test.txt').flatMap((line) => {
    const [codePoints = '', rest = ''] = line.split(';')
    return rest.trim().startsWith(`${status} `) ? [characters(codePoints)] : []
  })
}

/** The AT Protocol's own lists of what is a handle and what is none. */
export function handles(kind: 'valid' | 'invalid'): readonly string[] {
  return fixture(`atproto-interop/syntax/handle_syntax_${kind}.txt`)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function linesOf(path: string): readonly string[] {
  return fixture(path)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
}

function characters(codePoints: string): string {
  const all = codePoints.trim().split(/\s+/).filter(Boolean)
  return all.map((hex) => String.fromCodePoint(Number.parseInt(hex, 16))).join('')
}
