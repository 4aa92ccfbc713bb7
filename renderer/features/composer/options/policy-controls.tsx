import { ChevronDown, Hash, MessageCircleReply, Quote } from 'lucide-react'
import type { ReactElement } from 'react'
import type { DraftTarget, QuotePolicy, ReplyPolicy } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Menu, type MenuEntry } from '../../../ui/menu.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Select } from '../../../ui/select.tsx'
import { withAudience, type PolicyGroup, type ReplyGroup } from '../checks/policies.ts'

type ReplyControlProps = {
  readonly group: ReplyGroup
  readonly policy: DraftTarget['replyPolicy']
  readonly onChange: (policy: ReplyPolicy | null) => void
}

/** Who may answer on one network: everyone, nobody where that can be said, or some groups. */
export function ReplyControl({ group, policy, onChange }: ReplyControlProps): ReactElement {
  const words = replyWords(policy)
  const nobody: MenuEntry = {
    label: t('composer.audience.nobody'),
    checked: policy?.kind === 'nobody',
    run: () => onChange({ kind: 'nobody' }),
  }
  const entries: MenuEntry[] = [
    { label: t('composer.audience.everyone'), checked: policy === null || policy.kind === 'everyone', run: () => onChange(null) },
    ...(group.nobody ? [nobody] : []),
    'separator',
    ...group.offered.map((audience): MenuEntry => {
      const on = policy?.kind === 'some' && policy.audiences.includes(audience)
      return { label: t(`composer.audience.${audience}`), checked: on, run: () => onChange(withAudience(policy, audience, !on, group)) }
    }),
  ]
  return (
    <Menu
      align="start"
      entries={entries}
      trigger={
        <button type="button" className="sel" aria-label={t('composer.repliesOn', { network: group.name, who: words })}>
          <Icon of={MessageCircleReply} small />
          <span className="words">{words}</span>
          <NetworkMark name={group.name} />
          <Icon of={ChevronDown} small />
        </button>
      }
    />
  )
}

function replyWords(policy: ReplyPolicy | null): string {
  if (policy === null || policy.kind === 'everyone') return t('composer.audience.everyone')
  if (policy.kind === 'nobody') return t('composer.audience.nobody')
  return policy.audiences.map((audience) => t(`composer.audienceShort.${audience}`)).join(', ')
}

type QuoteControlProps = {
  readonly group: PolicyGroup<QuotePolicy>
  readonly policy: QuotePolicy | null
  readonly onChange: (policy: QuotePolicy | null) => void
}

/** Who may quote on one network. */
export function QuoteControl({ group, policy, onChange }: QuoteControlProps): ReactElement {
  return (
    <Select
      bare
      label={t('composer.quotesOn', { network: group.name })}
      lead={<Icon of={Quote} small />}
      trail={<NetworkMark name={group.name} />}
      value={policy ?? 'default'}
      options={[
        { value: 'default', label: t('composer.defaultVisibility') },
        ...group.offered.map((one) => ({ value: one, label: t(`composer.audience.${one}`) })),
      ]}
      onChange={(value) => onChange(group.offered.find((one) => one === value) ?? null)}
    />
  )
}

type TopicFieldProps = {
  readonly group: PolicyGroup<never>
  readonly topic: string | null
  readonly onChange: (topic: string | null) => void
}

/** What topic the post is put under on one network. What is too long stays there, and is said to be. */
export function TopicField({ group, topic, onChange }: TopicFieldProps): ReactElement {
  return (
    <label className="sel topic">
      <Icon of={Hash} small />
      <input
        aria-label={t('composer.topicOn', { network: group.name })}
        placeholder={t('composer.topic')}
        value={topic ?? ''}
        autoComplete="off"
        dir="auto"
        data-topic={group.accountIds.join(' ')}
        onChange={({ target: { value } }) => onChange(value === '' ? null : value)}
      />
      <NetworkMark name={group.name} />
    </label>
  )
}
