import { ChartBarDecreasing, EyeOff, Globe, ImagePlus, Languages, ListPlus } from 'lucide-react'
import { useRef, type ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { Visibility } from '../../../../shared/model/canonical-post.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Select } from '../../../ui/select.tsx'
import { languageOptions } from '../model/languages.ts'

type OptionsRowProps = {
  readonly draft: Draft
  /** The accounts it goes to. */
  readonly targets: readonly Account[]
  readonly language: string | null
  readonly hasPoll: boolean
  readonly hasWarning: boolean
  readonly onFiles: (files: readonly File[]) => void
  readonly onThread: () => void
  readonly onPoll: () => void
  readonly onWarning: () => void
  readonly onLanguage: (language: string | null) => void
  readonly onVisibility: (accountIds: readonly string[], visibility: Visibility | null) => void
}

/** What can be added. A control is there when some chosen target has it, and says which where not all do. */
export function OptionsRow(props: OptionsRowProps): ReactElement {
  const { draft, targets, language, hasPoll, hasWarning, onVisibility } = props
  const picker = useRef<HTMLInputElement>(null)
  const polls = targets.filter(({ capabilities }) => capabilities.poll !== null)
  const warnings = targets.filter(({ capabilities }) => capabilities.contentWarning !== null)
  const accepted = targets.flatMap(({ capabilities }) => [
    ...(capabilities.images?.mimeTypes ?? []),
    ...(capabilities.video?.mimeTypes ?? []),
  ])
  const offersLanguage = targets.some(({ capabilities }) => capabilities.maxLanguages !== null)
  const offersThread = targets.length === 0 || targets.some(({ capabilities }) => capabilities.thread !== null)
  const visibilities = visibilityGroups(targets)
  return (
    <div className="options">
      <IconButton label={t('composer.addMedia')} icon={ImagePlus} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={accepted.length === 0 ? 'image/*,video/*' : [...new Set(accepted)].join(',')}
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
        }}
      />
      {offersThread ? <IconButton label={t('composer.addToThread')} icon={ListPlus} onClick={props.onThread} /> : null}
      {polls.length > 0 || hasPoll ? (
        <IconButton
          label={only(polls, targets) ? t('composer.poll') : t('composer.pollOn', { networks: namesOf(polls) })}
          icon={ChartBarDecreasing}
          aria-pressed={hasPoll}
          onClick={props.onPoll}
        />
      ) : null}
      {warnings.length > 0 || hasWarning ? (
        <IconButton
          label={only(warnings, targets) ? t('composer.warning') : t('composer.warningOn', { networks: namesOf(warnings) })}
          icon={EyeOff}
          aria-pressed={hasWarning}
          onClick={props.onWarning}
        />
      ) : null}
      {offersLanguage || visibilities.length > 0 ? <span className="sep" /> : null}
      {offersLanguage ? (
        <Select
          bare
          label={t('composer.language')}
          lead={<Icon of={Languages} small />}
          value={language ?? ''}
          options={languageOptions(language)}
          onChange={(value) => props.onLanguage(value === '' ? null : value)}
        />
      ) : null}
      {visibilities.map(({ platform, name, offered, accountIds }) => (
        <Select
          key={platform}
          bare
          label={t('composer.visibilityOn', { network: name })}
          lead={<Icon of={Globe} small />}
          trail={<NetworkMark name={name} />}
          value={draft.targets.find(({ accountId }) => accountIds.includes(accountId))?.visibility ?? 'default'}
          options={[
            { value: 'default', label: t('composer.defaultVisibility') },
            ...offered.map((visibility) => ({ value: visibility, label: t(`post.visibility.${visibility}`) })),
          ]}
          onChange={(value) => onVisibility(accountIds, offered.find((one) => one === value) ?? null)}
        />
      ))}
    </div>
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
