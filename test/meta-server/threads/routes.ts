import type { Route } from '../http/call.ts'
import { signInRoutes } from '../sign-in/sign-in.ts'
import { tokenRoutes } from '../sign-in/tokens.ts'
import { debugRoute } from '../sign-in/debug.ts'
import { insightsRoutes } from './insights.ts'
import { publishingRoutes } from './publishing.ts'
import { readingRoutes } from './reading.ts'
import { ShortToken, TokenFacts } from './schemas.ts'

/** The Threads API. The id of the person comes as a number there. */
export const threadsRoutes: readonly Route[] = [
  ...signInRoutes({
    required: 'threads_basic',
    answer: ShortToken,
    tokenAnswer: ({ value, userId }) => ({ access_token: value, user_id: Number(userId) }),
  }),
  ...tokenRoutes('th'),
  debugRoute('/v1.0/debug_token', TokenFacts),
  ...readingRoutes,
  ...publishingRoutes,
  ...insightsRoutes,
]
