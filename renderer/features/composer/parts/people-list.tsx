import { useQuery } from '@tanstack/react-query'
import { useId, useState, type ReactElement } from 'react'
import { findMentions } from '../../../../shared/compose/target-text.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftMention } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { samePeopleOptions } from '../../../queries/drafts.ts'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { candidatesOn, withHandleOn, type KnownPerson } from '../model/mentions.ts'

type PeopleListProps = {
  readonly draft: Draft
  readonly targets: readonly Account[]
  /** Names that may stay plain text: `platform @handle`. */
  readonly asText: readonly string[]
  readonly onChange: (mention: DraftMention) => void
}

/** Whom the text names, and by which handle they are named on the other networks. Only there when it goes to several. */
export function PeopleList({ draft, targets, asText, onChange }: PeopleListProps): ReactElement | null {
  const texts = [draft.content, ...draft.targets.flatMap(({ override }) => override ?? [])].flatMap(({ segments }) => segments)
  const named = new Set(texts.flatMap(({ text }) => findMentions(text, draft.options.mentions).map(({ mention }) => mention)))
  const networks = new Map(
    targets.filter(({ capabilities }) => capabilities.mentions !== null).map(({ platform, platformName }) => [platform, platformName]),
  )
  const rows = [...named].flatMap((mention) =>
    [...networks]
      .filter(([platform]) => platform !== mention.platform && !asText.includes(`${platform} @${mention.handle}`))
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

const NOBODY: readonly KnownPerson[] = []

type PersonRowProps = {
  readonly mention: DraftMention
  readonly platform: string
  readonly network: string
  readonly ownNetwork: string | null
  readonly onChange: (mention: DraftMention) => void
}

/** One person on one other network: who is likely is offered, and any handle can be written. */
function PersonRow({ mention, platform, network, ownNetwork, onChange }: PersonRowProps): ReactElement {
  const id = useId()
  const { data = NOBODY } = useQuery(samePeopleOptions(mention))
  const person = data.find((one) => one.platform === mention.platform && one.handle === mention.handle)
  const chosen = mention.elsewhere.find((one) => one.platform === platform)?.handle ?? null
  const [typed, setTyped] = useState<string | null>(null)
  const candidates = candidatesOn(person ?? { ...mention, displayName: '' }, platform, data)
  const take = (text: string): void => {
    const handle = text.trim().replace(/^@/u, '')
    setTyped(null)
    onChange(withHandleOn(mention, platform, handle === '' ? null : handle))
  }
  return (
    <li>
      {ownNetwork === null ? <span /> : <NetworkMark name={ownNetwork} />}
      <span className="who" dir="ltr">
        @{mention.handle}
      </span>
      <span className="quiet">{t('composer.isOn')}</span>
      <NetworkMark name={network} hue />
      <input
        className="field"
        dir="ltr"
        list={id}
        data-person={`${platform} @${mention.handle}`}
        aria-label={t('composer.handleOn', { handle: mention.handle, network })}
        placeholder={t('composer.asText')}
        autoComplete="off"
        spellCheck={false}
        value={typed ?? (chosen === null ? '' : `@${chosen}`)}
        onChange={(event) => {
          const { value } = event.target
          // A handle that was picked from the list is whole; one that is being typed is taken when the field is left.
          if (candidates.some(({ handle }) => value === `@${handle}`)) take(value)
          else setTyped(value)
        }}
        onBlur={() => (typed === null ? undefined : take(typed))}
      />
      <datalist id={id}>
        {candidates.map(({ handle, displayName }) => (
          <option key={handle} value={`@${handle}`}>
            {displayName}
          </option>
        ))}
      </datalist>
    </li>
  )
}
