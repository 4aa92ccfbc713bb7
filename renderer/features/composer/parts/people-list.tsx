import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { findMentions } from '../../../../shared/compose/target-text.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftMention } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { samePeopleOptions } from '../../../queries/drafts.ts'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Select } from '../../../ui/select.tsx'
import { candidatesOn, withHandleOn, type KnownPerson } from '../model/mentions.ts'

type PeopleListProps = {
  readonly draft: Draft
  readonly targets: readonly Account[]
  readonly onChange: (mention: DraftMention) => void
}

/** Whom the text names, and by which handle they are named on the other networks. Only there when it goes to several. */
export function PeopleList({ draft, targets, onChange }: PeopleListProps): ReactElement | null {
  const texts = [draft.content, ...draft.targets.flatMap(({ override }) => override ?? [])].flatMap(({ segments }) => segments)
  const named = new Set(texts.flatMap(({ text }) => findMentions(text, draft.options.mentions).map(({ mention }) => mention)))
  const networks = new Map(
    targets.filter(({ capabilities }) => capabilities.mentions !== null).map(({ platform, platformName }) => [platform, platformName]),
  )
  const rows = [...named].flatMap((mention) =>
    [...networks]
      .filter(([platform]) => platform !== mention.platform)
      .map(([platform, name]) => ({ mention, platform, name, own: networks.get(mention.platform) ?? null })),
  )
  if (rows.length === 0) return null
  return (
    <ul className="people-named" aria-label={t('composer.peopleNamed')}>
      {rows.map(({ mention, platform, name, own }) => (
        <PersonRow
          key={`${mention.handle} ${platform}`}
          mention={mention}
          platform={platform}
          network={name}
          ownNetwork={own}
          onChange={onChange}
        />
      ))}
    </ul>
  )
}

const AS_TEXT = ''
const NOBODY: readonly KnownPerson[] = []

type PersonRowProps = {
  readonly mention: DraftMention
  readonly platform: string
  readonly network: string
  readonly ownNetwork: string | null
  readonly onChange: (mention: DraftMention) => void
}

function PersonRow({ mention, platform, network, ownNetwork, onChange }: PersonRowProps): ReactElement {
  const { data = NOBODY } = useQuery(samePeopleOptions(mention))
  const person = data.find((one) => one.platform === mention.platform && one.handle === mention.handle)
  const chosen = mention.elsewhere.find((one) => one.platform === platform)?.handle ?? null
  const candidates = candidatesOn(person ?? { ...mention, displayName: '' }, platform, data).map(({ handle }) => handle)
  const handles = [...new Set([...(chosen === null ? [] : [chosen]), ...candidates])]
  return (
    <li>
      {ownNetwork === null ? <span /> : <NetworkMark name={ownNetwork} />}
      <span className="who" dir="ltr">
        @{mention.handle}
      </span>
      <span className="quiet">{t('composer.isOn')}</span>
      <NetworkMark name={network} hue />
      <span data-person={`${platform} @${mention.handle}`}>
        <Select
          bare
          label={t('composer.handleOn', { handle: mention.handle, network })}
          value={chosen ?? AS_TEXT}
          options={[...handles.map((handle) => ({ value: handle, label: `@${handle}` })), { value: AS_TEXT, label: t('composer.asText') }]}
          onChange={(handle) => onChange(withHandleOn(mention, platform, handle === AS_TEXT ? null : handle))}
        />
      </span>
    </li>
  )
}
