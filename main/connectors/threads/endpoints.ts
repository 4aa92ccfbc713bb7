import type { MetaEndpoints } from '../meta/sign-in.ts'

/** Source: https://developers.facebook.com/docs/threads/overview and get-started/get-access-tokens-and-permissions, read 2026-11-27. */
export const THREADS: MetaEndpoints = {
  api: 'https://graph.threads.net',
  authorize: 'https://threads.com/oauth/authorize',
  token: 'https://graph.threads.net',
}
