import type { AppSetup } from '../connector.ts'

/**
 * What is asked for. Source of what each is needed for: https://developers.facebook.com/docs/pages-api/posts, /docs/pages-api/manage-pages and the
 * pages of the calls, read 2026-11-27.
 */
export const PERMISSIONS = [
  { name: 'pages_show_list', purpose: 'Which pages you manage, to pick the one of this account.' },
  { name: 'pages_read_engagement', purpose: 'Your page and its posts.' },
  { name: 'pages_read_user_content', purpose: 'What others comment on your page, and posts that tag it.' },
  { name: 'pages_manage_posts', purpose: 'Posting and scheduling as your page, and deleting its posts.' },
  { name: 'pages_manage_engagement', purpose: 'Answering comments as your page.' },
  { name: 'read_insights', purpose: 'How often your posts were seen.' },
] as const

/** As the parameter of the page for signing in has them. */
export const SCOPE = PERMISSIONS.map(({ name }) => name).join(',')

/**
 * Source: https://developers.facebook.com/documentation/development/build-and-test/app-modes, read 2026-11-27: what an app posts in development mode
 * is seen by those alone who have a role in it.
 */
export const appSetup: AppSetup = {
  console: 'https://developers.facebook.com/apps/',
  steps: [
    'Create an app with the use case for managing everything on your page, as somebody who manages the page.',
    'Under Use cases, Customize, add every permission that is listed below.',
    'Under Facebook Login, Settings, add an https address of your own as valid OAuth redirect URI. Nothing has to answer there: you will copy the address out of your browser.',
    'Publish the app (it needs the address of a privacy policy, and no review as long as only you use it). Posts of an app that is not published are seen by nobody but you.',
    'Under App settings, Basic, copy the app ID and the app secret, and write them below with the redirect address.',
    'If you manage several pages, write the name or the id of the one that you mean as the handle. Each page is an account of its own.',
  ],
  permissions: PERMISSIONS,
  costs: null,
}
