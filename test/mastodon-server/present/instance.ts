import { POLL_MAX_SECONDS, POLL_MIN_SECONDS } from '../world/check-draft.ts'
import type { World } from '../world/world.ts'
import { presentAccount } from './account.ts'

/** An address that is advertised though nothing answers there: port 9 of the same machine. */
const DEAD_ADDRESS = 'ws://127.0.0.1:9'

function streamingAddress(world: World): string | null {
  const live = world.base.replace(/^http/, 'ws')
  return { live, dead: DEAD_ADDRESS, none: null }[world.variant.streaming]
}

const RULES = [{ id: '1', text: 'Be kind', hint: 'To people, and to test servers', translations: {} }]
const EMAIL = 'admin@chirp-test.example'

function configurationOf(world: World) {
  const { variant } = world
  return {
    statuses: {
      max_characters: variant.maxCharacters,
      max_media_attachments: variant.maxMedia,
      characters_reserved_per_url: variant.charactersReservedPerUrl,
    },
    media_attachments: {
      supported_mime_types: variant.mimeTypes,
      description_limit: variant.descriptionLimit,
      image_size_limit: variant.imageBytes,
      image_matrix_limit: variant.imagePixels,
      video_size_limit: variant.videoBytes,
      video_frame_rate_limit: 120,
      video_matrix_limit: 8_294_400,
    },
    polls: {
      max_options: variant.pollMaxOptions,
      max_characters_per_option: variant.pollMaxCharacters,
      min_expiration: POLL_MIN_SECONDS,
      max_expiration: POLL_MAX_SECONDS,
    },
  }
}

function contactOf(world: World) {
  const first = [...world.accounts.values()].find((account) => account.domain === null)
  return first === undefined ? null : presentAccount(world, first)
}

/** Instance, from /api/v2/instance. */
export function presentInstance(world: World) {
  const { variant } = world
  const people = [...world.accounts.values()].filter((account) => account.domain === null).length
  return {
    domain: world.domain,
    title: `Chirp test server (${variant.name})`,
    version: variant.version,
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'A small world for tests',
    usage: { users: { active_month: people } },
    thumbnail: { url: `${world.base}/system/thumbnail.png`, blurhash: null, versions: {}, description: null },
    icon: [{ src: `${world.base}/system/thumbnail.png`, size: '48x48' }],
    languages: ['en'],
    configuration: {
      urls: {
        streaming: streamingAddress(world),
        status: null,
        about: `${world.base}/about`,
        privacy_policy: null,
        terms_of_service: null,
      },
      vapid: { public_key: '' },
      accounts: {
        max_featured_tags: 10,
        max_pinned_statuses: 5,
        max_display_name_length: 30,
        max_note_length: 500,
        max_avatar_description_length: 150,
        max_header_description_length: 150,
        max_profile_fields: 4,
        profile_field_name_limit: 255,
        profile_field_value_limit: 255,
      },
      ...configurationOf(world),
      translation: { enabled: false },
      limited_federation: false,
      timelines_access: {
        live_feeds: { local: 'public', remote: 'public' },
        hashtag_feeds: { local: 'public', remote: 'public' },
        trending_link_feeds: { local: 'public', remote: 'public' },
      },
    },
    registrations: { enabled: false, approval_required: false, reason_required: false, message: null, min_age: null, url: null },
    ...(variant.apiVersion === null ? {} : { api_versions: { mastodon: variant.apiVersion } }),
    contact: { email: EMAIL, account: contactOf(world) },
    rules: RULES,
  }
}

/** V1Instance, from /api/v1/instance. */
export function presentInstanceV1(world: World) {
  const people = [...world.accounts.values()].filter((account) => account.domain === null).length
  const streaming = streamingAddress(world)
  return {
    uri: world.domain,
    title: `Chirp test server (${world.variant.name})`,
    short_description: 'A small world for tests',
    description: 'A small world for tests',
    email: EMAIL,
    version: world.variant.version,
    urls: streaming === null ? {} : { streaming_api: streaming },
    stats: { user_count: people, status_count: world.statuses.size, domain_count: 1 },
    thumbnail: null,
    languages: ['en'],
    registrations: false,
    approval_required: false,
    invites_enabled: false,
    configuration: { accounts: { max_featured_tags: 10 }, ...configurationOf(world) },
    contact_account: contactOf(world),
    rules: RULES,
  }
}
