import type { z } from 'zod'
import type { Result } from '../errors.ts'
import { accountCalls } from './calls/accounts.ts'
import { appCalls } from './calls/app.ts'
import { authorCalls } from './calls/authors.ts'
import { draftCalls } from './calls/drafts.ts'
import { inboxCalls } from './calls/inbox.ts'
import { mediaHostCalls } from './calls/media-host.ts'
import { metricsCalls } from './calls/metrics.ts'
import { muteCalls } from './calls/mutes.ts'
import { dataCalls } from './calls/my-data.ts'
import { postCalls } from './calls/posts.ts'
import { publishingCalls } from './calls/publishing.ts'
import { searchCalls } from './calls/search.ts'
import { settingsCalls } from './calls/settings.ts'
import { timelineCalls } from './calls/timeline.ts'
import { viewCalls } from './calls/views.ts'
import type { Call } from './define.ts'

/** Every call of the bridge, once, area by area. Types, validation, both transports and both sides derive from it. */
export const contract = {
  ...appCalls,
  ...accountCalls,
  ...timelineCalls,
  ...postCalls,
  ...authorCalls,
  ...inboxCalls,
  ...searchCalls,
  ...viewCalls,
  ...muteCalls,
  ...draftCalls,
  ...publishingCalls,
  ...metricsCalls,
  ...dataCalls,
  ...settingsCalls,
  ...mediaHostCalls,
} as const satisfies Record<string, Call>

export type Contract = typeof contract
export type CallName = keyof Contract
/** What a caller passes. */
export type Input<N extends CallName> = z.input<Contract[N]['input']>
/** What a handler gets. */
export type ParsedInput<N extends CallName> = z.output<Contract[N]['input']>
export type Output<N extends CallName> = z.output<Contract[N]['output']>

/** One handler per call; a missing one does not compile. */
export type Handlers<Context> = {
  readonly [N in CallName]: (input: ParsedInput<N>, context: Context) => Promise<Result<Output<N>>> | Result<Output<N>>
}
