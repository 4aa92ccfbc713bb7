import { Bookmark, Ellipsis, Heart, MessageCircle, Repeat2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Network } from '../../queries/accounts.ts'
import { shortCount } from '../../text/numbers.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import amara from './art/a-amara.webp'
import heike from './art/a-heike.webp'
import juno from './art/a-juno.webp'
import nightbus from './art/a-nightbus.webp'
import sora from './art/a-sora.webp'
import harbour from './art/harbour-mist.webp'
import bus from './art/night-bus.webp'
import pier from './art/pier.webp'

/** A post that nobody wrote, to show how posts look. Its people and addresses are invented, its words are content and not translated. */
export type SamplePost = {
  readonly face: string
  readonly name: string
  readonly handle: string
  readonly ago: string
  readonly text: string
  readonly language?: string
  /** Which of the networks that can be added, by its place among them. */
  readonly network: number
  readonly repostedBy?: string
  readonly pictures?: readonly string[]
  readonly card?: { readonly picture: string; readonly title: string; readonly text: string; readonly host: string }
  /** Replies, reposts, likes. */
  readonly counts: readonly [number, number, number]
  readonly did?: 'like' | 'repost' | 'bookmark'
}

export const SAMPLES: readonly SamplePost[] = [
  {
    face: amara,
    name: 'Amara Oyelaran',
    handle: 'amara.example.com',
    ago: '2m',
    text: 'The tram drivers here ring the bell twice when they pass each other. Nobody told them to. Thirty years, and I only noticed today.',
    network: 0,
    counts: [14, 86, 412],
    did: 'like',
  },
  {
    face: heike,
    name: 'Heike Brandt',
    handle: 'heike@werkstatt.example',
    ago: '6m',
    text: 'Kleine Erinnerung für alle, die heute einen Newsletter verschicken: erst den Alt-Text schreiben, dann das Bild aussuchen. Spart am Ende Zeit, und das Bild wird meistens besser.',
    language: 'de',
    network: 1,
    repostedBy: 'Ruben Castellanos',
    counts: [9, 131, 268],
  },
  {
    face: sora,
    name: '林そら',
    handle: 'sora.example.com',
    ago: '11m',
    text: '今朝の港。霧が晴れるまで三十分待った甲斐がありました。帰り道のパン屋はまだ閉まっていた。',
    language: 'ja',
    network: 0,
    pictures: [harbour, pier],
    counts: [22, 61, 540],
    did: 'bookmark',
  },
  {
    face: nightbus,
    name: 'Night Bus Gazette',
    handle: 'nightbus.example.com',
    ago: '18m',
    text: 'The last N7 of the night, and the woman who has driven it for nineteen years.',
    network: 0,
    card: {
      picture: bus,
      title: '“You learn who is going home and who is leaving”',
      text: 'Nineteen years of the 02:40 from the depot to the sea, told by its driver.',
      host: 'nightbus.example',
    },
    counts: [41, 205, 1200],
    did: 'repost',
  },
]

/** A sample as it would stand in the timeline. Only to be looked at: put it into something inert. */
export function SamplePostCard({ sample, networks }: { sample: SamplePost; networks: readonly Network[] }): ReactElement {
  const network = networks[sample.network] ?? networks[0]
  const [replies, reposts, likes] = sample.counts
  return (
    <article className="post">
      {sample.repostedBy === undefined ? null : (
        <div className="context">
          <Icon of={Repeat2} small />
          <span>
            <b>{sample.repostedBy}</b> reposted
          </span>
        </div>
      )}
      <Avatar url={sample.face} />
      <div className="body">
        <header className="head">
          <span className="name">{sample.name}</span>
          <span className="handle">@{sample.handle}</span>
          <span className="from">
            <Avatar url={juno} size={16} />
            {network === undefined ? null : <NetworkMark name={network.name} />}
          </span>
          <time>{sample.ago}</time>
        </header>
        <div className="text" lang={sample.language}>
          {sample.text}
        </div>
        {sample.pictures === undefined ? null : (
          <div className="media n2">
            {sample.pictures.map((picture) => (
              <figure key={picture}>
                <img src={picture} alt="" />
              </figure>
            ))}
          </div>
        )}
        {sample.card === undefined ? null : (
          <span className="linkcard">
            <span className="thumb">
              <img src={sample.card.picture} alt="" />
            </span>
            <span className="what">
              <b>{sample.card.title}</b>
              <span>{sample.card.text}</span>
              <small>{sample.card.host}</small>
            </span>
          </span>
        )}
        <div className="actions">
          <button type="button">
            <Icon of={MessageCircle} />
            {shortCount(replies)}
          </button>
          <button type="button" className="repost" aria-pressed={sample.did === 'repost'}>
            <Icon of={Repeat2} />
            {shortCount(reposts)}
          </button>
          <button type="button" className="like" aria-pressed={sample.did === 'like'}>
            <Icon of={Heart} />
            {shortCount(likes)}
          </button>
          <button type="button" className="bookmark tight" aria-pressed={sample.did === 'bookmark'}>
            <Icon of={Bookmark} />
          </button>
          <span className="gap" />
          <button type="button" className="tight">
            <Icon of={Ellipsis} />
          </button>
        </div>
      </div>
    </article>
  )
}
