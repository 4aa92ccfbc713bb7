import type { Route } from '../http/call.ts'
import { signInRoutes } from '../sign-in/sign-in.ts'
import { tokenRoutes } from '../sign-in/tokens.ts'
import { publishingRoutes } from './publishing.ts'
import { readingRoutes } from './reading.ts'
import { ShortToken } from './schemas.ts'

/** The Instagram API with Instagram login. Its three hosts are one here. */
export const instagramRoutes: readonly Route[] = [
  ...signInRoutes({
    required: 'instagram_business_basic',
    answer: ShortToken,
    tokenAnswer: ({ value, userId, permissions }) => ({
      data: [{ access_token: value, user_id: userId, permissions: permissions.join(',') }],
    }),
  }),
  ...tokenRoutes('ig'),
  ...readingRoutes,
  ...publishingRoutes,
]
