import type { Route } from '../http/call.ts'
import { debugRoute } from '../sign-in/debug.ts'
import { facebookPublishingRoutes } from './publishing.ts'
import { facebookReadingRoutes } from './reading.ts'
import { facebookReelRoutes } from './reels.ts'
import { TokenFacts } from './schemas.ts'
import { facebookSignInRoutes } from './sign-in.ts'

/** The Graph API for pages, at the one version that Chirp speaks. */
export const facebookRoutes: readonly Route[] = [
  ...facebookSignInRoutes,
  debugRoute('/v25.0/debug_token', TokenFacts),
  ...facebookReadingRoutes,
  ...facebookPublishingRoutes,
  ...facebookReelRoutes,
]
