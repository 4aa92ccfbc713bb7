import type { Route } from '../http/call.ts'
import { facebookPublishingRoutes } from './publishing.ts'
import { facebookReadingRoutes } from './reading.ts'
import { facebookSignInRoutes } from './sign-in.ts'

/** The Graph API for pages, at the one version that Chirp speaks. */
export const facebookRoutes: readonly Route[] = [...facebookSignInRoutes, ...facebookReadingRoutes, ...facebookPublishingRoutes]
