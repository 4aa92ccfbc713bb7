import { ChartBarDecreasing, EyeOff, Globe, ImageOff, ImagePlus, Languages, ListPlus } from 'lucide-react'
import { useRef, type ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { Visibility } from '../../../../shared/model/canonical-post.ts'
import type { Draft, DraftContent } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Select } from '../../../ui/select.tsx'
import { acceptedFiles } from '../model/accepted-files.ts'
import { languageOptions } from '../language/languages.ts'
import { newId } from '../model/new-id.ts'
import { quoteGroups, replyGroups, topicGroups } from '../checks/policies.ts'
import type { ComposerAction } from '../model/reducer.ts'
import { QuoteControl, ReplyControl, TopicField } from './policy-controls.tsx'

type OptionsRowProps = {
  readonly draft: Draft
  /** The version that is shown. */
  readonly content: DraftContent
  /** The accounts it goes to. */
  readonly targets: readonly Account[]
  /** The language is what the text says, and not what the person chose. */
  readonly guessed: boolean
  readonly hasPoll: boolean
  readonly act: (action: ComposerAction) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onPoll: () => void
  readonly onWarning: () => void
}

/** What can be added and set. A control is there when some chosen target has it, and says which where not all do. */
export function OptionsRow({ draft, content, targets, guessed, hasPoll, act, onFiles, onPoll, onWarning }: OptionsRowProps): ReactElement {
  const picker = useRef<HTMLInputElement>(null)
  const polls = targets.filter(({ capabilities }) => capabilities.poll !== null)
  const warnings = targets.filter(({ capabilities }) => capabilities.contentWarning !== null)
  const hasWarning = content.contentWarning !== null
  const hasMedia = content.segments.some(({ media }) => media.length > 0)
  const offersThread = draft.edits === null && (targets.length === 0 || targets.some(({ capabilities }) => capabilities.thread !== null))
  return (
    <div className="options">
      <IconButton label={t('composer.addMedia')} icon={ImagePlus} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={acceptedFiles(targets)}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
        }}
      />
      {offersThread ? (
        <IconButton label={t('composer.addToThread')} icon={ListPlus} onClick={() => act({ kind: 'segment-added', id: newId() })} />
      ) : null}
      {polls.length > 0 || hasPoll ? (
        <IconButton
          label={only(polls, targets) ? t('composer.poll') : t('composer.pollOn', { networks: namesOf(polls) })}
          icon={ChartBarDecreasing}
          aria-pressed={hasPoll}
          onClick={onPoll}
        />
      ) : null}
      {warnings.length > 0 || hasWarning ? (
        <IconButton
          label={only(warnings, targets) ? t('composer.warning') : t('composer.warningOn', { networks: namesOf(warnings) })}
          icon={EyeOff}
          aria-pressed={hasWarning}
          onClick={onWarning}
        />
      ) : null}
      {(warnings.length > 0 && hasMedia) || content.sensitive ? (
        <IconButton
          label={only(warnings, targets) ? t('composer.sensitive') : t('composer.sensitiveOn', { networks: namesOf(warnings) })}
          icon={ImageOff}
          aria-pressed={content.sensitive}
          onClick={() => act({ kind: 'sensitive-set', sensitive: !content.sensitive })}
        />
      ) : null}
      <Choices draft={draft} content={content} targets={targets} guessed={guessed} act={act} />
    </div>
  )
}

type ChoicesProps = Pick<OptionsRowProps, 'draft' | 'content' | 'targets' | 'guessed' | 'act'>

/** What is chosen among a few: the language, and per network who sees it, who answers, who quotes and what its topic is. */
function Choices({ draft, content: { language }, targets, guessed, act }: ChoicesProps): ReactElement {
  const offersLanguage = targets.some(({ capabilities }) => capabilities.maxLanguages !== null)
  const visibilities = visibilityGroups(targets)
  const firstOf = (accountIds: readonly string[]) => draft.targets.find(({ accountId }) => accountIds.includes(accountId))
  const editing = draft.edits !== null
  const replies = draft.replyTo === null && !editing ? replyGroups(targets) : []
  const quotes = editing ? [] : quoteGroups(targets)
  const topics = draft.replyTo === null && !editing ? topicGroups(targets) : []
  return (
    <>
      {offersLanguage || visibilities.length + replies.length + quotes.length + topics.length > 0 ? <span className="sep" /> : null}
      {offersLanguage ? (
        <Select
          bare
          label={t('composer.language')}
          lead={<Icon of={Languages} small />}
          value={language ?? ''}
          options={languageOptions(language, guessed)}
          onChange={(value) => act({ kind: 'language-set', language: value === '' ? null : value })}
        />
      ) : null}
      {visibilities.map(({ platform, name, offered, accountIds }) => (
        <Select
          key={platform}
          bare
          label={t('composer.visibilityOn', { network: name })}
          lead={<Icon of={Globe} small />}
          trail={<NetworkMark name={name} />}
          value={firstOf(accountIds)?.visibility ?? 'default'}
          options={[
            { value: 'default', label: t('composer.defaultVisibility') },
            ...offered.map((visibility) => ({ value: visibility, label: t(`post.visibility.${visibility}`) })),
          ]}
          onChange={(value) => act({ kind: 'visibility-set', accountIds, visibility: offered.find((one) => one === value) ?? null })}
        />
      ))}
      {replies.map((group) => (
        <ReplyControl
          key={group.platform}
          group={group}
          policy={firstOf(group.accountIds)?.replyPolicy ?? null}
          onChange={(replyPolicy) => act({ kind: 'policy-set', accountIds: group.accountIds, policy: { replyPolicy } })}
        />
      ))}
      {quotes.map((group) => (
        <QuoteControl
          key={group.platform}
          group={group}
          policy={firstOf(group.accountIds)?.quotePolicy ?? null}
          onChange={(quotePolicy) => act({ kind: 'policy-set', accountIds: group.accountIds, policy: { quotePolicy } })}
        />
      ))}
      {topics.map((group) => (
        <TopicField
          key={group.platform}
          group={group}
          topic={firstOf(group.accountIds)?.topicTag ?? null}
          onChange={(topicTag) => act({ kind: 'policy-set', accountIds: group.accountIds, policy: { topicTag } })}
        />
      ))}
    </>
  )
}

function only(some: readonly Account[], all: readonly Account[]): boolean {
  return some.length === all.length
}

function namesOf(accounts: readonly Account[]): string {
  return [...new Set(accounts.map(({ platformName }) => platformName))].join(', ')
}

type VisibilityGroup = {
  readonly platform: string
  readonly name: string
  readonly offered: readonly Visibility[]
  readonly accountIds: readonly string[]
}

/** One choice per network that has one; for several accounts of a network what all of them offer. */
function visibilityGroups(targets: readonly Account[]): readonly VisibilityGroup[] {
  const groups = new Map<string, VisibilityGroup>()
  for (const { id, platform, platformName, capabilities } of targets) {
    if (capabilities.visibility === null) continue
    const before = groups.get(platform)
    const offered = before === undefined ? capabilities.visibility : before.offered.filter((one) => capabilities.visibility?.includes(one))
    groups.set(platform, { platform, name: platformName, offered, accountIds: [...(before?.accountIds ?? []), id] })
  }
  return [...groups.values()]
}
