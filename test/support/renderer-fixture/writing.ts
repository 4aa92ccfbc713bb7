import { createHash } from 'node:crypto'
import type { CallName, Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { Network } from '../../../shared/bridge/sign-in-views.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model/account.ts'
import { defaultDraftOptions, type Draft, type DraftMedia, type DraftSegment } from '../../../shared/model/draft.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { accounts as worldAccounts, NOW, posts } from './world.ts'

type Calls = { [N in CallName]?: (input: ParsedInput<N>) => Output<N> }

const MINUTE = 60_000
const limit = (value: number) => ({ value, source: 'fixture', checkedOn: '2026-11-01', strength: 'runtime' as const })

/** The accounts of the fixture world, with what makes their networks differ while writing. */
export const accounts: Account[] = worldAccounts.map((account): Account => {
  const capabilities = { ...account.capabilities }
  if (account.platform === 'mastodon') {
    capabilities.text = { limits: [{ unit: 'graphemes-and-links', ...limit(500), linkCost: 23, countsWarning: true }], required: false }
    capabilities.poll = {
      maxOptions: limit(4),
      maxOptionLength: limit(50),
      minSeconds: limit(300),
      maxSeconds: limit(2_629_746),
      withMedia: false,
    }
    capabilities.visibility = ['public', 'unlisted', 'followers', 'direct']
    capabilities.quote = { own: true, others: 'by-permission' }
    capabilities.streams = { ...capabilities.streams, live: true }
    capabilities.edit = true
    capabilities.schedule = { minAheadSeconds: limit(300) }
    capabilities.software = 'Mastodon 4.5.0'
    return { ...account, capabilities, server: 'https://tidepool.example' }
  }
  capabilities.contentWarning = null
  if (account.platform === 'x')
    capabilities.text = { limits: [{ unit: 'weighted', ...limit(280), linkCost: 23, countsWarning: false }], required: false }
  if (account.platform === 'threads')
    return {
      ...account,
      capabilities,
      state: { kind: 'needs-sign-in', error: { kind: 'authentication', reason: 'expired', message: null } },
    }
  return { ...account, capabilities }
})

const NETWORKS: Network[] = [
  {
    platform: 'bluesky',
    name: 'Bluesky',
    letter: 'b',
    summary: 'Home timeline, mentions, posting, threads, video',
    authMethods: [
      {
        id: 'oauth',
        kind: 'oauth',
        pasteCode: false,
        pasteOnly: false,
        setup: null,
        fields: [
          { name: 'server', secret: false, required: true, initial: 'https://bsky.example', placeholder: 'https://bsky.example' },
          { name: 'handle', secret: false, required: false, initial: '', placeholder: 'name.example.com' },
        ],
      },
      {
        id: 'app-password',
        kind: 'credentials',
        pasteCode: false,
        pasteOnly: false,
        setup: null,
        fields: [
          { name: 'server', secret: false, required: true, initial: 'https://bsky.example', placeholder: 'https://bsky.example' },
          { name: 'handle', secret: false, required: true, initial: '', placeholder: 'name.example.com' },
          { name: 'password', secret: true, required: true, initial: '', placeholder: 'xxxx-xxxx-xxxx-xxxx' },
        ],
      },
    ],
  },
  {
    platform: 'mastodon',
    name: 'Mastodon',
    letter: 'm',
    summary: 'Any server: home timeline, mentions, posting, polls',
    authMethods: [
      {
        id: 'oauth',
        kind: 'oauth',
        pasteCode: true,
        pasteOnly: false,
        setup: null,
        fields: [{ name: 'server', secret: false, required: true, initial: '', placeholder: 'mastodon.example' }],
      },
    ],
  },
]

let nextId = 1
const id = (kind: string): string => `${kind}_${String(nextId++)}`

export function picture(fileName: string, bytes: number, alt = ''): DraftMedia {
  return {
    id: id('med'),
    sha256: createHash('sha256').update(fileName).digest('hex'),
    fileName,
    mimeType: 'image/jpeg',
    bytes,
    width: 1600,
    height: 1200,
    durationMs: null,
    alt,
    focalPoint: null,
    previewUrl: `media/${fileName.replace(/\.\w+$/, '.webp')}`,
  }
}

export function segment(text: string, media: DraftMedia[] = []): DraftSegment {
  return { id: id('seg'), text, media, poll: null }
}

export function draft(segments: DraftSegment[], accountIds: readonly string[], changes: Partial<Draft> = {}): Draft {
  return {
    id: id('draft'),
    content: { segments, contentWarning: null, sensitive: false, language: null },
    targets: accountIds.map((accountId) => ({
      accountId,
      override: null,
      visibility: null,
      replyPolicy: null,
      quotePolicy: null,
      topicTag: null,
    })),
    replyTo: null,
    quote: null,
    edits: null,
    options: defaultDraftOptions,
    createdAt: NOW,
    updatedAt: NOW,
    revision: 0,
    ...changes,
  }
}

export function item(run: string, of: Draft, accountId: string, changes: Partial<OutboxItem>): OutboxItem {
  return {
    id: id('out'),
    runId: run,
    draftId: of.id,
    segmentId: of.content.segments[0]?.id ?? 'seg',
    segmentIndex: 0,
    accountId,
    operation: 'create',
    state: 'done',
    status: 'posted',
    waitReason: null,
    notBefore: null,
    attempts: 0,
    lateMs: null,
    asOne: false,
    error: null,
    progress: null,
    url: 'https://example.com/post',
    postedAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    ...changes,
  }
}

type Run = Output<'outbox.list'>[number]

function run(
  of: Draft,
  minutesAgo: number,
  states: readonly (readonly [string, Partial<OutboxItem>])[],
  undoUntil: number | null = null,
): Run {
  const runId = id('run')
  return {
    id: runId,
    draft: of,
    items: states.map(([accountId, changes]) => item(runId, of, accountId, changes)),
    createdAt: NOW - minutesAgo * MINUTE,
    undoUntil,
  }
}

/** What was posted from the fixture: one run per state an outbox can show. */
export function outboxRuns(): Run[] {
  const thread = draft(
    [
      segment('Saturday is open day at Linnet Press. Two presses running, type to set, paper to ruin.', [
        picture('ink-roller.jpg', 3_400_000),
        picture('drying-line.jpg', 1_100_000),
      ]),
      segment('We are in the yard.'),
    ],
    ['acc_linnet_b', 'acc_juno_m', 'acc_linnet_x'],
  )
  return [
    run(
      draft([segment('Which paper did you use?')], ['acc_juno_b'], { replyTo: 'post:t-p3' }),
      0,
      [['acc_juno_b', { state: 'queued', status: 'waiting', waitReason: 'undo', postedAt: null, url: null }]],
      Date.now() + 9_000,
    ),
    run(thread, 1, [
      ['acc_linnet_b', { state: 'preparing', status: 'sending', progress: 0.64, postedAt: null, url: null }],
      ['acc_linnet_b', { state: 'queued', status: 'waiting', waitReason: 'earlier-segment', segmentIndex: 1, postedAt: null, url: null }],
      ['acc_juno_m', {}],
      ['acc_juno_m', { segmentIndex: 1 }],
      [
        'acc_linnet_x',
        { state: 'queued', status: 'waiting', waitReason: 'rate-limit', notBefore: NOW + 40 * MINUTE, postedAt: null, url: null },
      ],
    ]),
    run(
      draft([segment('The lower case r is the hardest letter to set well, and nobody ever thanks it.')], ['acc_linnet_x', 'acc_juno_b']),
      34,
      [
        [
          'acc_linnet_x',
          { state: 'unknown', status: 'needs-you', error: { kind: 'outcome-unknown', message: null }, postedAt: null, url: null },
        ],
        ['acc_juno_b', {}],
      ],
    ),
    run(
      draft(
        [segment('Nächsten Mittwoch: Papier schöpfen für Anfänger. Acht Plätze, eine Bütte.', [picture('print-poster.jpg', 900_000)])],
        ['acc_linnet_t', 'acc_linnet_i'],
      ),
      190,
      [
        ['acc_linnet_t', { state: 'queued', status: 'needs-you', waitReason: 'sign-in', postedAt: null, url: null }],
        [
          'acc_linnet_i',
          {
            state: 'failed',
            status: 'failed',
            error: { kind: 'remote-rejected', message: 'The image could not be loaded.', code: null },
            postedAt: null,
            url: null,
          },
        ],
      ],
    ),
  ]
}

/** Drafts, as the fixture begins with. */
export function openDrafts(): Draft[] {
  return [
    draft(
      [
        segment(
          'Three things I wish someone had told me before I bought a proofing press: it weighs more than the floor carries, and then some',
        ),
        segment('Second'),
        segment('Third'),
        segment('Fourth'),
      ],
      ['acc_juno_b', 'acc_juno_m'],
      { updatedAt: NOW - 12 * MINUTE },
    ),
    draft([segment('活版のワークショップ、十二月の日程が決まりました。')], ['acc_juno_m'], { updatedAt: NOW - 90 * MINUTE }),
    draft([segment('', [picture('tram.jpg', 800_000)])], ['acc_linnet_i', 'acc_linnet_t'], { updatedAt: NOW - 1500 * MINUTE }),
  ]
}

const conflict = (): AppFailure => new AppFailure({ kind: 'conflict', message: null })
const gone = (): AppFailure => new AppFailure({ kind: 'post-not-found', message: null })

/** Answers what writing, accounts, settings and metrics ask, in memory. `drafts` and `runs` can be looked at and changed by a test. */
export function writingCalls(drafts: Draft[] = openDrafts(), runs: Run[] = outboxRuns()): Calls {
  const thrownAway: Draft[] = []
  const uploads = new Map<string, { fileName: string; mimeType: string; bytes: number; got: number }>()
  const find = (draftId: string): Draft => {
    const found = [...drafts, ...thrownAway].find((one) => one.id === draftId)
    if (found === undefined) throw gone()
    return found
  }
  const put = (next: Draft): Draft => {
    drafts.splice(
      drafts.findIndex((one) => one.id === next.id),
      1,
      next,
    )
    return next
  }
  return {
    'accounts.list': () => accounts,
    'mediaHost.list': () => [],
    'accounts.networks': () => NETWORKS,
    'accounts.health': () => [
      {
        accountId: 'acc_linnet_i',
        last: {
          checkedAt: NOW - 130 * MINUTE,
          missing: ['What others comment on your posts, and answering it.'],
          limits: [{ of: 'posts', used: 18, most: 50, perMs: 24 * 3_600_000 }],
          apiEndsOn: null,
        },
      },
      { accountId: 'acc_juno_m', last: { checkedAt: NOW - 5 * MINUTE, missing: [], limits: [], apiEndsOn: null } },
    ],
    'accounts.limits': () => [{ id: 'statuses', limit: 300, used: 4, perMs: 3 * 3_600_000, resetAt: null }],
    'app.storage': () => ({ databaseBytes: 48_200_000, mediaBytes: 312_000_000, posts: 12_480, drafts: drafts.length }),
    'app.diagnostics': () => ({ text: 'Chirp 0.1.0 (headless)' }),
    'authors.complete': ({ text }) =>
      [...new Map([...posts.values()].map(({ author }) => [author.handle, author])).values()]
        .filter((author) => `${author.handle} ${author.displayName}`.toLowerCase().includes(text.toLowerCase()))
        .map(({ id: authorId, platform, handle, displayName, avatarUrl }) => ({ authorId, platform, handle, displayName, avatarUrl })),
    'drafts.list': ({ search, discarded }) =>
      (discarded ? thrownAway : drafts)
        .filter(({ content }) => search === '' || content.segments.some(({ text }) => text.includes(search)))
        .map(({ id: draftId, content, targets, updatedAt }) => ({
          id: draftId,
          text: content.segments[0]?.text ?? '',
          segments: content.segments.length,
          media: content.segments.reduce((sum, one) => sum + one.media.length, 0),
          accountIds: targets.map(({ accountId }) => accountId),
          replyToHandle: null,
          edits: false,
          scheduledAt: null,
          updatedAt,
        })),
    'drafts.get': ({ id: draftId }) => find(draftId),
    'drafts.begin': ({ replyTo, quote, targets, text }) => draft([segment(text)], targets ?? ['acc_juno_b'], { replyTo, quote }),
    'drafts.create': ({ replyTo, quote, targets, text }) => {
      const made = draft([segment(text)], targets ?? ['acc_juno_b'], { replyTo, quote })
      drafts.push(made)
      return made
    },
    'drafts.save': ({ id: draftId, revision, content, targets, options, begun }) => {
      if (begun !== null && drafts.every((one) => one.id !== draftId)) drafts.push({ ...draft([], [], begun), id: draftId })
      const stored = find(draftId)
      if (stored.revision !== revision) throw conflict()
      return put({ ...stored, content, targets, options, revision: revision + 1, updatedAt: Date.now() })
    },
    'drafts.discard': ({ id: draftId }) => {
      thrownAway.unshift(...drafts.splice(drafts.indexOf(find(draftId)), 1))
      return {}
    },
    'drafts.restore': ({ id: draftId }) => {
      const back = thrownAway.find((one) => one.id === draftId)
      if (back === undefined) throw gone()
      thrownAway.splice(thrownAway.indexOf(back), 1)
      drafts.unshift(back)
      return back
    },
    'media.begin': ({ fileName, mimeType, bytes }) => {
      const uploadId = id('upload')
      uploads.set(uploadId, { fileName, mimeType, bytes, got: 0 })
      return { uploadId }
    },
    'media.append': ({ uploadId, chunk }) => {
      const upload = uploads.get(uploadId)
      if (upload === undefined) throw gone()
      upload.got += Buffer.from(chunk, 'base64').byteLength
      return {}
    },
    'media.finish': ({ uploadId }) => {
      const upload = uploads.get(uploadId)
      if (upload?.got !== upload?.bytes || upload === undefined) throw new AppFailure({ kind: 'invalid-input', issues: [] })
      return { ...picture(upload.fileName, upload.bytes), mimeType: upload.mimeType }
    },
    'publishing.publish': ({ draftId, revision }) => {
      const stored = find(draftId)
      if (stored.revision !== revision) throw conflict()
      const made = run(
        stored,
        0,
        stored.targets.map(
          ({ accountId }) => [accountId, { state: 'queued', status: 'waiting', waitReason: 'undo', postedAt: null, url: null }] as const,
        ),
        Date.now() + 10_000,
      )
      runs.unshift(made)
      drafts.splice(drafts.indexOf(stored), 1)
      return { runId: made.id, undoUntil: made.undoUntil }
    },
    'publishing.undo': ({ runId }) => {
      const at = runs.findIndex((one) => one.id === runId)
      const [taken] = at === -1 ? [] : runs.splice(at, 1)
      if (taken === undefined) throw gone()
      drafts.push(taken.draft)
      return taken.draft
    },
    'outbox.list': () => runs,
    'outbox.retry': () => ({}),
    'outbox.discard': () => ({}),
    'outbox.confirmPosted': () => ({}),
    'metrics.ownPosts': () => {
      const own = [...posts.values()].slice(0, 9).map((view, index) => ({ ...view, ownAccountId: accounts[index % 2]?.id ?? null }))
      return {
        posts: own,
        followers: accounts.slice(0, 3).map(({ id: accountId }, index) => ({ accountId, followers: index === 2 ? null : 1204 + index })),
      }
    },
    'metrics.history': ({ postId }) => {
      const view = posts.get(postId)
      if (view === undefined) throw gone()
      const { metrics, createdAt } = view.post
      const hours = Array.from({ length: 27 }, (_, hour) => hour).filter((hour) => hour < 8 || hour > 15)
      return hours.map((hour) => ({
        ...metrics,
        likes: Math.round((metrics.likes ?? 0) * (1 - Math.exp(-hour / 6))),
        measuredAt: createdAt + hour * 3_600_000,
      }))
    },
  }
}
