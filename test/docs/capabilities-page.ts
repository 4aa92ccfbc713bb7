import type { ConnectorManifest, RateRule } from '../../main/connectors/connector.ts'
import type { Limit, LimitSource, MediaRule, PlatformCapabilities, TextElement, TextUnit } from '../../shared/model/capabilities.ts'
import { bytes, duration, number, table, yesOrNo } from './words.ts'

/** A network as the page shows it: its name, and whether its limits hold only until a server says its own. */
export type DescribedNetwork = Pick<ConnectorManifest, 'name' | 'capabilities' | 'rateRules'> & { readonly serversDiffer: boolean }

/** One limit in words: what it is about, how much, and where that is from. */
type NamedLimit = { readonly name: string; readonly value: string; readonly limit: LimitSource }

/** `docs/capabilities.md`: what can be written and read on each network and within which limits, from the data that Chirp itself goes by. Markdown. */
export function capabilitiesPage(networks: readonly DescribedNetwork[]): string {
  const names = networks.map(({ name }) => name)
  return [
    '<!-- Written by `npm run docs` from the connectors’ own data. Do not edit. -->',
    '# What the networks allow',
    'The composer, the outbox and "What Chirp can do here" go by this very data (`main/connectors/*/capabilities.ts` and the rate rules). A **hard** limit\nrefuses a draft, a **soft** one is a convention and warns, a **runtime** one is what this server said of itself and refuses.',
    ...networks.filter(({ serversDiffer }) => serversDiffer).map(differing),
    '## What can be written',
    table(
      ['', ...names],
      offers.map(([label, tell]) => [label, ...networks.map(({ capabilities, serversDiffer }) => tell(capabilities, serversDiffer))]),
    ),
    '## What can be read',
    table(
      ['', ...names],
      reads.map(([label, tell]) => [label, ...networks.map(({ capabilities }) => tell(capabilities))]),
    ),
    ...absentSection(networks),
    '## Limits and where they are from',
    'What is not in a table (the length of a thread, say) the network does not limit as far as its pages tell, and Chirp sets no limit of its own.',
    ...networks.flatMap((network) => [`### ${network.name}`, limitsTable(network)]),
    '## How often one may ask',
    'Chirp waits before a limit is reached; what the headers of a server’s answers say comes before what is written here.',
    ...networks.flatMap(({ name, rateRules }) => [`### ${name}`, rateTable(rateRules)]),
  ]
    .join('\n\n')
    .concat('\n')
}

function differing({ name }: DescribedNetwork): string {
  return `**${name}** is many servers: whatever the instance says holds. What is given here is what its documentation says, and what Chirp goes by only\nwhere a server does not tell.`
}

const offers: readonly (readonly [string, (capabilities: PlatformCapabilities, serversDiffer: boolean) => string])[] = [
  ['Text', ({ text }) => text.limits.map(({ value, unit }) => `${number(value)} ${textUnits[unit]}`).join(' and ')],
  ['A link counts', ({ text }) => linkCost(text.limits[0]?.linkCost ?? null)],
  ['A content warning', ({ contentWarning }) => (contentWarning === null ? 'no' : warnings[contentWarning])],
  ['The warning counts as text', ({ text }) => yesOrNo(text.limits.some(({ countsWarning }) => countsWarning))],
  ['Images', ({ images }) => mediaOffer(images)],
  ['Image types', ({ images }) => images?.mimeTypes.join(', ') ?? 'none'],
  ['Video', ({ video }) => mediaOffer(video)],
  ['Video types', ({ video }) => video?.mimeTypes.join(', ') ?? 'none'],
  ['Images and video in one post', ({ mixedMedia }) => yesOrNo(mixedMedia)],
  ['Files in a post', ({ files }) => filesOffer(files)],
  ['Files in a reply', ({ files }) => (files.mostInReplies === null ? 'as in a post' : most(files.mostInReplies))],
  ['Links in a text', ({ elements }) => elementOffer(elements, 'links')],
  ['Hashtags', ({ elements }) => elementOffer(elements, 'hashtags')],
  ['Mentions', ({ elements }) => elementOffer(elements, 'mentions')],
  ['Cashtags', ({ elements }) => elementOffer(elements, 'cashtags')],
  ['Focal point of a picture', ({ images }) => yesOrNo(images?.focalPoint === true)],
  ['Threads', ({ thread }) => threadOffer(thread)],
  ['Replies', ({ reply }) => yesOrNo(reply)],
  ['Quotes', ({ quote }, serversDiffer) => quoteOffer(quote, serversDiffer)],
  ['Polls', ({ poll }) => (poll === null ? 'no' : poll.withMedia ? 'yes, also beside files' : 'yes, without files')],
  ['Editing', ({ edit }) => yesOrNo(edit)],
  ['Deleting', ({ delete: canDelete }) => yesOrNo(canDelete)],
  [
    'Scheduled by the server',
    ({ schedule }) => (schedule === null ? 'no' : `at least ${duration(schedule.minAheadSeconds.value * 1000)} ahead`),
  ],
  ['Visibility', ({ visibility }) => visibility?.join(', ') ?? 'public'],
  ['Who may answer', ({ replyPolicy }) => (replyPolicy === null ? 'cannot be said' : replyOffer(replyPolicy))],
  ['Who may quote', ({ quotePolicy }) => quotePolicy?.join(', ') ?? 'cannot be said'],
  [
    'Topic',
    ({ topicTag }) => (topicTag === null ? 'no' : `${most(topicTag.maxLength)} characters, without ${topicTag.forbidden.join(' and ')}`),
  ],
  ['A post costs', ({ prices }) => postCost(prices)],
  ['Languages', ({ maxLanguages }) => (maxLanguages === null ? 'cannot be said' : `up to ${number(maxLanguages.value)}`)],
]

const reads: readonly (readonly [string, (capabilities: PlatformCapabilities) => string])[] = [
  ['Home feed', ({ streams }) => (streams.home && streams.live ? 'yes, as it happens' : yesOrNo(streams.home))],
  ['Notifications', ({ streams }) => (streams.notifications && streams.live ? 'yes, as they happen' : yesOrNo(streams.notifications))],
  ['Lists', ({ streams }) => yesOrNo(streams.lists)],
  ['Feeds that others make', ({ streams }) => yesOrNo(streams.feeds)],
  ['Hashtags', ({ streams }) => yesOrNo(streams.tags)],
  ['Search in posts', ({ search }) => yesOrNo(search.posts)],
  ['Conditions of a search', ({ search }) => (search.filters.length === 0 ? 'none, unless the server says so' : search.filters.join(', '))],
]

const textUnits: Readonly<Record<TextUnit, string>> = {
  graphemes: 'user-perceived characters',
  'graphemes-and-links': 'user-perceived characters, without the server in a mention',
  'utf8-bytes': 'bytes in UTF-8',
  'utf16-units': 'UTF-16 units',
  weighted: 'weighted characters',
  'emoji-bytes': 'characters, an emoji as many as it has bytes in UTF-8',
}

const warnings = { 'free-text': 'in the author’s words', labels: 'as one of the network’s labels' } as const

function linkCost(cost: number | null): string {
  return cost === null ? 'as it is written' : `${number(cost)}, however long it is`
}

function mediaOffer(rule: MediaRule | null): string {
  return rule === null ? 'no' : `up to ${number(rule.maxCount.value)} in a post${rule.inReplies ? '' : ', none in a reply'}`
}

function filesOffer({ least, most: limit }: PlatformCapabilities['files']): string {
  const upTo = limit === null ? 'as many of each kind as it takes' : `${most(limit)} in all`
  return least === null ? upTo : `${upTo}, at least ${number(least.value)}`
}

function most({ value }: Limit): string {
  return value === 0 ? 'none' : `up to ${number(value)}`
}

function elementOffer(elements: PlatformCapabilities['elements'], element: TextElement): string {
  const limits = elements.filter((limit) => limit.element === element)
  if (limits.length === 0) return 'any number'
  const where = limits.every(({ inReplies }) => inReplies) ? '' : ', not counted in replies'
  return limits.map((limit) => (limit.strength === 'soft' ? `a warning above ${number(limit.value)}` : most(limit))).join(', ') + where
}

function replyOffer({ audiences, several, nobody }: NonNullable<PlatformCapabilities['replyPolicy']>): string {
  return ['everyone', ...(nobody ? ['nobody'] : []), ...audiences].join(', ') + (several ? '' : ' (one of these)')
}

function threadOffer(thread: PlatformCapabilities['thread']): string {
  if (thread === null) return 'no'
  const length = thread.maxPosts === null ? 'of any length' : `up to ${number(thread.maxPosts.value)} posts`
  return thread.atomic ? `${length}, whole or not at all` : length
}

function quoteOffer(quote: PlatformCapabilities['quote'], serversDiffer: boolean): string {
  if (quote === null) return serversDiffer ? 'only where a server has them' : 'no'
  const others = { anyone: 'of everybody', 'by-permission': 'of those who allow it', no: 'of one’s own posts only' } as const
  return others[quote.others]
}

/** Prices are in millionths of a dollar. */
function postCost(prices: PlatformCapabilities['prices']): string {
  if (prices === null) return 'nothing'
  const dollars = (amount: number): string => `$${(amount / 1_000_000).toFixed(3)}`
  return `${dollars(prices.post)}, with a link ${dollars(prices.postWithLink)} ([price list](${prices.source}), ${prices.checkedOn})`
}

function absentSection(networks: readonly DescribedNetwork[]): readonly string[] {
  const lists = networks.flatMap(absentList)
  return lists.length === 0 ? [] : ['## What is not possible, and why', ...lists]
}

function absentList({ name, capabilities }: DescribedNetwork): readonly string[] {
  if (capabilities.absent.length === 0) return []
  return [`### ${name}`, capabilities.absent.map(({ what, why }) => `- **${what}**: ${why}`).join('\n')]
}

function limitsTable({ capabilities }: DescribedNetwork): string {
  return table(
    ['Limit', 'Value', 'Kind', 'Source', 'Read on'],
    limitsOf(capabilities).map(({ name, value, limit }) => [name, value, limit.strength, limit.source, limit.checkedOn]),
  )
}

/** Every limit there is in the capabilities, in one list. */
export function limitsOf(capabilities: PlatformCapabilities): readonly NamedLimit[] {
  const { text, images, video, files, elements, poll, thread, topicTag, maxLanguages, schedule } = capabilities
  return [
    ...text.limits.map((limit) => ({ name: 'Text', value: `${number(limit.value)} ${textUnits[limit.unit]}`, limit })),
    ...mediaLimits('Image', images),
    ...mediaLimits('Video', video),
    ...stated('Files: in a post at least', files.least, number),
    ...stated('Files: in a post, of all kinds', files.most, number),
    ...stated('Files: in a reply', files.mostInReplies, number),
    ...elements.map((limit) => ({ name: elementNames[limit.element], value: number(limit.value), limit })),
    ...(poll === null
      ? []
      : [
          { name: 'Poll: answers', value: number(poll.maxOptions.value), limit: poll.maxOptions },
          {
            name: 'Poll: an answer',
            value: `${number(poll.maxOptionLength.value)} user-perceived characters`,
            limit: poll.maxOptionLength,
          },
          { name: 'Poll: open at least', value: duration(poll.minSeconds.value * 1000), limit: poll.minSeconds },
          { name: 'Poll: open at most', value: duration(poll.maxSeconds.value * 1000), limit: poll.maxSeconds },
        ]),
    ...stated('Thread: posts', thread?.maxPosts ?? null, number),
    ...stated('Topic', topicTag?.maxLength ?? null, (value) => `${number(value)} characters`),
    ...stated('Languages of a post', maxLanguages, number),
    ...stated('Scheduled: ahead at least', schedule?.minAheadSeconds ?? null, (seconds) => duration(seconds * 1000)),
  ]
}

const elementNames: Readonly<Record<TextElement, string>> = {
  links: 'Different links in a text',
  hashtags: 'Hashtags in a text',
  mentions: 'Mentions in a text',
  cashtags: 'Different cashtags in a text',
}

function stated(name: string, limit: Limit | null, tell: (value: number) => string): readonly NamedLimit[] {
  return limit === null ? [] : [{ name, value: tell(limit.value), limit }]
}

function mediaLimits(kind: string, rule: MediaRule | null): readonly NamedLimit[] {
  if (rule === null) return []
  const found: readonly (readonly [string, Limit | null, (value: number) => string])[] = [
    ['in a post', rule.maxCount, number],
    ['file', rule.maxBytes, bytes],
    ['width times height', rule.maxPixels, (value) => `${number(value)} pixels`],
    ['longer side', rule.maxSide, (value) => `${number(value)} pixels`],
    ['length', rule.maxDurationMs, duration],
    ['least length', rule.minDurationMs, duration],
    ['alt text', rule.maxAltLength, (value) => `${number(value)} characters`],
  ]
  const { shape } = rule
  const shapes =
    shape === null
      ? []
      : [
          {
            name: `${kind}: shape`,
            value: `${number(shape.width)}:${number(shape.height)}, from ${number(shape.minWidth)} × ${number(shape.minHeight)} pixels on`,
            limit: shape,
          },
        ]
  return [...found.flatMap(([name, limit, tell]) => stated(`${kind}: ${name}`, limit, tell)), ...shapes]
}

/** Rules that share a budget are one line each, since they cost differently. */
function rateTable(rules: readonly RateRule[]): string {
  return table(
    ['Rule', 'Requests', 'Counted per', 'Limit', 'One costs', 'Source', 'Read on'],
    rules.map((rule) => [
      rule.budget === undefined ? rule.id : `${rule.id} (of ${rule.budget})`,
      `${rule.method ?? 'any'} \`${rule.path.source.replaceAll('\\/', '/').replaceAll('\\.', '.').replaceAll('|', '\\|')}\``,
      rule.scope,
      `${number(rule.limit)} in ${duration(rule.perMs)}`,
      typeof rule.cost === 'number' ? number(rule.cost) : 'what is in it',
      rule.source,
      rule.checkedOn,
    ]),
  )
}
