import type { AppSetup } from '../connector.ts'

/** Source: https://developers.facebook.com/docs/instagram-platform/overview and the pages of the calls, read 2026-11-27. */
export const PERMISSIONS = [
  { name: 'instagram_business_basic', purpose: 'Your profile and your own posts. Every other permission needs it.' },
  { name: 'instagram_business_content_publish', purpose: 'Posting, and how many posts are left today.' },
  { name: 'instagram_business_manage_comments', purpose: 'What others comment on your posts, and answering it.' },
  { name: 'instagram_business_manage_insights', purpose: 'How often your posts were seen, liked and saved.' },
] as const

/** As the parameter of the page for signing in has them. */
export const SCOPE = PERMISSIONS.map(({ name }) => name).join(',')

export const appSetup: AppSetup = {
  console: 'https://developers.facebook.com/apps/',
  steps: [
    'Make your Instagram account a professional one (creator or business), in the Instagram app: others cannot be used by apps.',
    'Create an app with the use case “Manage messaging and content on Instagram”.',
    'Under API setup with Instagram login, add the permissions that are listed below.',
    'Under App roles, Roles, add your profile as Instagram tester, and accept the invitation on Instagram under Settings, Website permissions, Apps and websites, Tester invites.',
    'Under Set up Instagram business login, add an https address of your own as OAuth redirect address. Nothing has to answer there: you will copy the address out of your browser.',
    'Copy the Instagram app ID and the Instagram app secret of that page, not those of the app itself, and write them below with the redirect address.',
  ],
  permissions: PERMISSIONS,
  costs: null,
}
