/** Where the API and the page for signing in are. */
export type ThreadsEndpoints = {
  /** Origin. */
  readonly api: string
  readonly authorize: string
}

/** Source: https://developers.facebook.com/docs/threads/overview and get-started/get-access-tokens-and-permissions, read 2026-11-27. */
export const THREADS: ThreadsEndpoints = { api: 'https://graph.threads.net', authorize: 'https://threads.com/oauth/authorize' }
