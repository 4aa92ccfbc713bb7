/** Where the API and the page for signing in are, as origins. */
export type FacebookEndpoints = { readonly api: string; readonly web: string }

/** Source: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow, read 2026-11-27. */
export const FACEBOOK: FacebookEndpoints = { api: 'https://graph.facebook.com', web: 'https://www.facebook.com' }

/** Facebook, or what stands in for it at an origin (a test, a proxy). */
export function facebookAt(origin: string | undefined): FacebookEndpoints {
  return origin === undefined ? FACEBOOK : { api: origin, web: origin }
}

/**
 * Where the bytes of a video go, as an origin, for an API at `api`; what stands in for Facebook takes them itself. An answer of the API names an
 * address too, which is not gone by: the token is for Facebook alone.
 * Source: https://developers.facebook.com/docs/video-api/guides/reels-publishing, "Upload the Video", read 2026-11-27.
 */
export function uploadsOf(api: string): string {
  return api === FACEBOOK.api ? 'https://rupload.facebook.com' : api
}
