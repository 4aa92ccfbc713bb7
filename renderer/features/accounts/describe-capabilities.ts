import type { ElementLimit, MediaRule, PlatformCapabilities, TextLimit } from '../../../shared/model/capabilities.ts'
import { t, tCode } from '../../i18n/i18n.ts'
import type { AccountLimit } from '../../queries/accounts.ts'
import { fileSize } from '../../text/file-size.ts'
import { fullCount } from '../../text/numbers.ts'
import { clockTime, duration } from '../../text/time.ts'

/** One line: `yes` adds a tick, `no` a dash; null is a plain value such as a number. */
export type CapabilityRow = { readonly label: string; readonly value: string; readonly offered: 'yes' | 'no' | null; readonly note: string }
export type CapabilityTable = { readonly title: string; readonly rows: readonly CapabilityRow[] }

/** What one account can do, in words, as its server said. `network` is the network's own name. */
export function describeCapabilities(
  capabilities: PlatformCapabilities,
  network: string,
  limits: readonly AccountLimit[],
): readonly CapabilityTable[] {
  const row = (label: string, offered: boolean, value = t('capabilities.yes'), note = ''): CapabilityRow =>
    offered ? { label, value, offered: 'yes', note } : { label, value: t('capabilities.no', { network }), offered: 'no', note: '' }
  return [
    { title: t('capabilities.reading'), rows: readingRows(capabilities, row) },
    { title: t('capabilities.posting'), rows: postingRows(capabilities, row) },
    {
      title: t('capabilities.counting'),
      rows: (['replies', 'reposts', 'likes', 'quotes', 'views'] as const).map((metric) =>
        row(t(`capabilities.metric.${metric}`), capabilities.metrics.includes(metric)),
      ),
    },
    ...(capabilities.absent.length === 0
      ? []
      : [
          {
            title: t('capabilities.absent', { network }),
            rows: capabilities.absent.map(({ what, why }): CapabilityRow => ({
              label: what,
              value: t('capabilities.not'),
              offered: 'no',
              note: why,
            })),
          },
        ]),
    ...(limits.length === 0 ? [] : [{ title: t('capabilities.limits'), rows: limits.map(limitRow) }]),
  ]
}

type MakeRow = (label: string, offered: boolean, value?: string, note?: string) => CapabilityRow

function readingRows(capabilities: PlatformCapabilities, row: MakeRow): readonly CapabilityRow[] {
  const { streams, search, readMarker, readsThreads } = capabilities
  const live = t(streams.live ? 'capabilities.yesLive' : 'capabilities.yes')
  const found = search.posts && search.people ? 'searchBoth' : search.posts ? 'searchPosts' : 'searchPeople'
  return [
    row(t('capabilities.home'), streams.home, live),
    row(t('capabilities.mentions'), streams.notifications, live),
    row(t('capabilities.threads'), readsThreads),
    row(t('capabilities.readMark'), readMarker !== null, t('capabilities.readMarkYes')),
    { ...row(t('capabilities.search'), search.posts || search.people, t(`capabilities.${found}`)), note: t('capabilities.searchStored') },
  ]
}

function postingRows(capabilities: PlatformCapabilities, row: MakeRow): readonly CapabilityRow[] {
  const { images, video, thread, quote, poll, contentWarning, visibility, replyPolicy, topicTag, maxLanguages, schedule, engagements } =
    capabilities
  return [
    textRow(capabilities.text.limits),
    mediaRow(t('capabilities.images'), images, row),
    mediaRow(t('capabilities.video'), video, row),
    ...filesRows(capabilities),
    ...elementRows(capabilities.elements),
    row(
      t('capabilities.thread'),
      thread !== null,
      thread?.maxPosts == null
        ? t(thread?.atomic === true ? 'capabilities.threadAtomic' : 'capabilities.yes')
        : t('capabilities.threadMax', { count: thread.maxPosts.value }),
    ),
    row(t('capabilities.reply'), capabilities.reply),
    row(
      t('capabilities.quote'),
      quote !== null && (quote.own || quote.others !== 'no'),
      t(
        quote?.others === 'anyone'
          ? 'capabilities.quoteAnyone'
          : quote?.others === 'by-permission'
            ? 'capabilities.quotePermission'
            : 'capabilities.quoteOwn',
      ),
    ),
    row(
      t('capabilities.poll'),
      poll !== null,
      poll === null
        ? ''
        : t('capabilities.pollYes', {
            count: poll.maxOptions.value,
            from: duration(poll.minSeconds.value * 1000),
            to: duration(poll.maxSeconds.value * 1000),
          }),
    ),
    row(
      t('capabilities.warning'),
      contentWarning !== null,
      t(contentWarning === 'labels' ? 'capabilities.warningLabels' : 'capabilities.yes'),
    ),
    row(t('capabilities.visibility'), visibility !== null, (visibility ?? []).map((one) => t(`post.visibility.${one}`)).join(', ')),
    row(
      t('capabilities.whoReplies'),
      replyPolicy !== null,
      [...(replyPolicy?.nobody === true ? (['nobody'] as const) : []), ...(replyPolicy?.audiences ?? [])]
        .map((one) => t(`composer.audience.${one}`))
        .join(', '),
      replyPolicy?.several === false ? t('capabilities.oneAudience') : '',
    ),
    ...(topicTag === null
      ? []
      : [
          row(
            t('capabilities.topic'),
            true,
            t('capabilities.topicYes', { count: topicTag.maxLength.value }),
            topicTag.forbidden.length === 0 ? '' : t('capabilities.topicWithout', { characters: topicTag.forbidden.join(' ') }),
          ),
        ]),
    row(t('capabilities.languages'), maxLanguages !== null),
    row(t('capabilities.edit'), capabilities.edit),
    row(t('capabilities.delete'), capabilities.delete),
    row(t('capabilities.schedule'), schedule !== null, t('capabilities.scheduleServer')),
    row(t('capabilities.engage'), engagements.length > 0, engagements.map((verb) => t(`capabilities.verb.${verb}`)).join(', ')),
    row(t('capabilities.follow'), capabilities.follow),
  ]
}

function textRow(limits: readonly TextLimit[]): CapabilityRow {
  const characters = limits.find(({ unit }) => unit !== 'utf8-bytes')
  const bytes = limits.find(({ unit }) => unit === 'utf8-bytes')
  const label = t('capabilities.text')
  if (characters === undefined && bytes === undefined) return { label, value: t('capabilities.noTextLimit'), offered: null, note: '' }
  const note = [
    characters?.linkCost == null ? null : t('capabilities.linkCost', { cost: characters.linkCost }),
    characters?.countsWarning === true ? t('capabilities.countsWarning') : null,
    characters === undefined || bytes === undefined ? null : t('capabilities.andBytes', { bytes: t('unit.bytes', { count: bytes.value }) }),
  ]
  const value = characters === undefined ? t('unit.bytes', { count: bytes?.value ?? 0 }) : t('unit.characters', { count: characters.value })
  return { label, value, offered: null, note: note.filter((part) => part !== null).join(' · ') }
}

function mediaRow(label: string, rule: MediaRule | null, row: MakeRow): CapabilityRow {
  if (rule === null) return row(label, false)
  const { shape } = rule
  const note = [
    t('capabilities.size', { size: fileSize(rule.maxBytes.value) }),
    rule.maxPixels === null ? null : t('capabilities.pixels', { megapixels: Math.round(rule.maxPixels.value / 1e6) }),
    shape === null
      ? null
      : t('capabilities.shape', { shape: `${shape.width}:${shape.height}`, width: shape.minWidth, height: shape.minHeight }),
    rule.maxAltLength === null ? null : t('capabilities.alt', { count: fullCount(rule.maxAltLength.value) }),
    rule.inReplies ? null : t('capabilities.notInReplies'),
  ]
  return {
    label,
    value: t('capabilities.upTo', { count: rule.maxCount.value }),
    offered: null,
    note: note.filter((part) => part !== null).join(', '),
  }
}

/** How many files a post has, whatever their kinds, where that is limited. */
function filesRows({ files: { least, most, mostInReplies } }: PlatformCapabilities): readonly CapabilityRow[] {
  const label = t('capabilities.files')
  const note = [
    least === null ? null : t('capabilities.filesLeast', { count: least.value }),
    mostInReplies === null ? null : t('capabilities.filesInReplies', { count: mostInReplies.value }),
  ]
  if (most === null && note.every((part) => part === null)) return []
  const value = most === null ? t('capabilities.noTextLimit') : t('capabilities.upTo', { count: most.value })
  return [{ label, value, offered: null, note: note.filter((part) => part !== null).join(', ') }]
}

/** One line for each kind of what stands in a text, where that is limited: what is refused, and what the network advises. */
function elementRows(limits: readonly ElementLimit[]): readonly CapabilityRow[] {
  return [...new Set(limits.map(({ element }) => element))].map((element): CapabilityRow => {
    const own = limits.filter((limit) => limit.element === element)
    const refusing = own.find(({ strength }) => strength !== 'soft')
    const advised = own.find(({ strength }) => strength === 'soft')
    const note = [
      advised === undefined || refusing === undefined ? null : t('capabilities.advised', { count: advised.value }),
      own.every(({ inReplies }) => inReplies) ? null : t('capabilities.notInReplies'),
    ]
    return {
      label: t(`capabilities.element.${element}`),
      value:
        refusing === undefined
          ? t('capabilities.advised', { count: advised?.value ?? 0 })
          : t('capabilities.upTo', { count: refusing.value }),
      offered: null,
      note: note.filter((part) => part !== null).join(', '),
    }
  })
}

/** How many of what in which time, and how much of it is used now. */
function limitRow({ id, limit, used, perMs, resetAt }: AccountLimit): CapabilityRow {
  return {
    label: tCode('limit', id, {}, 'limit.other'),
    value: t('capabilities.limitOf', { limit: fullCount(limit), time: duration(perMs) }),
    offered: null,
    note:
      used === 0 || resetAt === null
        ? t('capabilities.limitUsed', { used: fullCount(used) })
        : t('capabilities.limitReset', { used: fullCount(used), time: clockTime(resetAt) }),
  }
}
