import type { MetaEndpoints } from '../meta/sign-in.ts'

/** Source: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login, read 2026-11-27. */
export const INSTAGRAM: MetaEndpoints = {
  api: 'https://graph.instagram.com',
  authorize: 'https://www.instagram.com/oauth/authorize',
  token: 'https://api.instagram.com',
}
