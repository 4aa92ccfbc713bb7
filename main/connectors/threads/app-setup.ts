import type { AppSetup } from '../connector.ts'

/**
 * What is asked for. Source of what each is needed for: https://developers.facebook.com/docs/threads/get-started and the pages of the calls,
 * read 2026-11-27.
 */
export const PERMISSIONS = [
  { name: 'threads_basic', purpose: 'Your profile and your own posts. Every other permission needs it.' },
  { name: 'threads_content_publish', purpose: 'Posting, and how many posts are left today.' },
  { name: 'threads_manage_replies', purpose: 'Replying below your own posts.' },
  { name: 'threads_read_replies', purpose: 'What others answer to your posts, and threads.' },
  { name: 'threads_manage_mentions', purpose: 'Who mentions you, and replying to them.' },
  { name: 'threads_manage_insights', purpose: 'How often your posts were seen, liked, answered and passed on.' },
  { name: 'threads_keyword_search', purpose: 'Searching on Threads from Chirp’s own search.' },
  { name: 'threads_delete', purpose: 'Deleting your own posts from Chirp.' },
] as const

/** As the parameter of the page for signing in has them. */
export const SCOPE = PERMISSIONS.map(({ name }) => name).join(',')

/** Source: https://developers.facebook.com/documentation/development/create-an-app/threads-use-case, read 2026-11-27. */
export const appSetup: AppSetup = {
  console: 'https://developers.facebook.com/apps/',
  steps: [
    'Create an app with the use case “Access the Threads API”.',
    'Under Use cases, Customize, add every permission that is listed below.',
    'Under Settings of the use case, add an https address of your own as redirect callback URL, and the same as uninstall and delete callback URL. Nothing has to answer there: you will copy the address out of your browser.',
    'Under App roles, Roles, add your Threads profile as Threads tester, and accept the invitation on Threads under Settings, Account, Website permissions.',
    'Copy the Threads app ID and the Threads app secret of the use case, not those of the app itself, and write them below with the redirect address.',
  ],
  permissions: PERMISSIONS,
  costs: null,
}
