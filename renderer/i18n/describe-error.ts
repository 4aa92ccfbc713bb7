import { problemCodes } from '../../shared/compose/problem-codes.ts'
import { AppFailure, assertNever, type AppError, type InputIssue } from '../../shared/errors.ts'
import { fileSize } from '../text/file-size.ts'
import { clockTime } from '../text/time.ts'
import { t, tCode } from './i18n.ts'
import { problemWords } from './problem-words.ts'

/** One plain sentence for an expected failure, with the network's own words after it where it gave some. */
export function describeError(error: AppError): string {
  const said = 'message' in error && error.message !== null && error.message !== '' ? ` “${error.message}”` : ''
  return sentence(error) + said
}

/** The same for whatever was thrown: a bug gets a sentence too, never its stack. */
export function describeFailure(thrown: unknown): string {
  return thrown instanceof AppFailure ? describeError(thrown.error) : t('error.unexpected')
}

function sentence(error: AppError): string {
  switch (error.kind) {
    case 'authentication':
      return t(`error.authentication.${error.reason}`)
    case 'rate-limit-exceeded':
      return t(error.because === 'budget' ? 'error.budget' : 'error.rate-limit-exceeded', { time: clockTime(error.retryAt) })
    case 'platform-unavailable':
      return t(`error.platform-unavailable.${error.reason}`, { server: error.server ?? t('error.theServer') })
    case 'storage-unavailable':
      return t(`error.storage-unavailable.${error.reason}`)
    case 'internal':
      return t('error.internal', { reference: error.reference })
    case 'capability-not-supported':
      return tCode('error.capability', error.capability, {}, 'error.capability-not-supported')
    case 'offline':
    case 'post-not-found':
    case 'remote-rejected':
    case 'conflict':
    case 'outcome-unknown':
      return t(`error.${error.kind}`)
    case 'invalid-input':
      // Where two media hosts failed, what is wrong with each is to be said.
      if (error.issues[0]?.code === 'media-hosts-failed') return error.issues.map(refusal).join(' ')
      return refusal(error.issues[0])
    default:
      return assertNever(error)
  }
}

/** Why something cannot be taken as it is: a problem of what was written in the words of the composer, else a sentence of its own. */
function refusal(issue: InputIssue | undefined): string {
  if (issue === undefined) return t('error.invalid-input')
  const { bytes, limit, network } = issue.values
  if (Object.hasOwn(problemCodes, issue.code)) {
    const target = String(network ?? t('composer.thisAccount'))
    return problemWords(issue, { target, number: 1, several: false, count: 1 }).replaceAll('**', '')
  }
  const size = (value: string | number | undefined): string => (typeof value === 'number' ? fileSize(value) : '')
  return tCode('error.refused', issue.code, { ...issue.values, size: size(bytes), limitSize: size(limit) }, 'error.invalid-input')
}
