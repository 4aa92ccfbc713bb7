import { AppFailure } from '../../../shared/errors.ts'
import type { OAuthReturn } from '../connector.ts'

/**
 * The code in what a sign-in came back with: the query of the redirect, or what the person pasted, the code alone or the whole address that the
 * browser ended at. Rejects with `authentication` where the person said no, and where it is no answer to this sign-in.
 */
export function codeOf(answer: OAuthReturn, state: string): string {
  if (answer.kind === 'redirect') return fromParameters(new URLSearchParams(Object.entries(answer.parameters)), state)
  const pasted = answer.code.trim()
  const url = /^https?:\/\//i.test(pasted) ? URL.parse(pasted) : null
  return url === null ? bareCode(pasted) : fromParameters(url.searchParams, state)
}

function fromParameters(parameters: URLSearchParams, state: string): string {
  if (parameters.get('state') !== state) throw failure('flow-expired')
  if (parameters.has('error')) throw failure(parameters.get('error') === 'access_denied' ? 'cancelled' : 'flow-expired')
  return bareCode(parameters.get('code') ?? '')
}

/**
 * `#_` is added to the address and is no part of the code (get-access-tokens-and-permissions of the Threads API, read 2026-11-27); Facebook adds
 * `#_=_`, as others report.
 */
function bareCode(text: string): string {
  const code = text.replace(/#(?:_(?:=_)?)?$/, '')
  if (!/^[\w-]{8,4096}$/.test(code)) throw failure('flow-expired')
  return code
}

function failure(reason: 'cancelled' | 'flow-expired'): AppFailure {
  return new AppFailure({ kind: 'authentication', reason, message: null })
}
