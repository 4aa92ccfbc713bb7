import type { Silence } from '../../../shared/bridge/views.ts'
import { assertNever } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { MuteRule, MuteSubject } from '../../../shared/model/mute-rule.ts'
import { displayHandle, displayLine } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { clockOrDay } from '../../text/time.ts'

const LONGEST = 80

/** What is muted, by name: `“words”`, `#tag`, `@handle`, `reposts by @handle`. */
export function subjectWords(subject: MuteSubject): string {
  switch (subject.kind) {
    case 'words':
      return t('mutes.words', { text: displayLine(subject.text, LONGEST) })
    case 'tag':
      return `#${displayLine(subject.tag, LONGEST)}`
    case 'author':
      return `@${displayHandle(subject.handle)}`
    case 'reposts':
      return subject.handle === null ? t('mutes.allReposts') : t('mutes.repostsBy', { handle: displayHandle(subject.handle) })
    default:
      return assertNever(subject)
  }
}

/** Why a post is folded, in a line. */
export function silenceWords({ how, by }: Silence): string {
  switch (by.kind) {
    case 'rule':
      return t(how === 'mute' ? 'mutes.mutedFor' : 'mutes.muffledFor', { what: subjectWords(by.subject) })
    case 'filter':
      return by.reason === null || by.reason === ''
        ? t('mutes.filtered')
        : t('mutes.filteredFor', { what: displayLine(by.reason, LONGEST) })
    case 'muted':
      return t('mutes.mutedThere')
    case 'blocked':
      return t('mutes.blockedThere')
    default:
      return assertNever(by)
  }
}

/** How a rule works, for whom and until when, in a line. */
export function ruleWords({ how, accountId, until, searching }: MuteRule, accounts: readonly Account[], now: number): string {
  const account = accounts.find(({ id }) => id === accountId)
  const facts = [
    t(how === 'mute' ? 'mutes.isMuted' : 'mutes.isMuffled'),
    account === undefined ? null : t('mutes.forAccount', { handle: account.handle, network: account.platformName }),
    until === null ? t('mutes.forEver') : until <= now ? t('mutes.ended') : t('mutes.until', { time: clockOrDay(until, now) }),
    searching ? t('mutes.searching') : null,
  ]
  return facts.filter((fact) => fact !== null).join(' · ')
}
