import type { WorldUser } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { wireText } from '../world/text.ts'
import { pick } from './fields.ts'

const DEFAULT_FIELDS = ['id', 'name', 'username']

/** A user with the fields that were asked for: docs.x.com/x-api/fundamentals/data-dictionary#user, read 2026-11-27. */
export function presentUser(world: World, user: WorldUser, fields: readonly string[]): Record<string, unknown> {
  const description = wireText(world, user.description, { shownFrom: 0, attached: [] })
  const whole = {
    id: user.id,
    name: user.name,
    username: user.username,
    created_at: new Date(user.createdAt).toISOString(),
    description: description.text,
    entities: { description: description.entities },
    profile_image_url: `${world.base}/pictures/${user.username}_normal.png`,
    protected: user.protected,
    verified: user.subscription !== 'None',
    verified_type: user.subscription === 'None' ? 'none' : 'blue',
    subscription_type: user.subscription,
    public_metrics: {
      followers_count: [...world.users.values()].filter((each) => each.following.has(user.id)).length,
      following_count: user.following.size,
      tweet_count: [...world.tweets.values()].filter((tweet) => tweet.authorId === user.id).length,
      listed_count: 0,
      like_count: 0,
      media_count: 0,
    },
  }
  return pick(whole, [...DEFAULT_FIELDS, ...fields])
}
