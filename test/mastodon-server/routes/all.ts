import type { Route } from '../http/call.ts'
import { accountRoutes } from './accounts.ts'
import { instanceRoutes } from './instance.ts'
import { mediaRoutes } from './media.ts'
import { notificationRoutes } from './notifications.ts'
import { oauthRoutes } from './oauth.ts'
import { personalRoutes } from './personal.ts'
import { reactionRoutes } from './reactions.ts'
import { scheduledRoutes } from './scheduled.ts'
import { searchRoutes } from './search.ts'
import { statusRoutes } from './statuses.ts'
import { timelineRoutes } from './timelines.ts'

/** Every route there is. Which of them a variant lacks is said by the routes themselves. */
export const allRoutes: readonly Route[] = [
  ...oauthRoutes,
  ...instanceRoutes,
  ...accountRoutes,
  ...timelineRoutes,
  ...statusRoutes,
  ...reactionRoutes,
  ...scheduledRoutes,
  ...mediaRoutes,
  ...notificationRoutes,
  ...personalRoutes,
  ...searchRoutes,
]
