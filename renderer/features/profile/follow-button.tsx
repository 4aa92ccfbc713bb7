import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { follow, profileOptions } from '../../queries/authors.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'

/**
 * Follows or unfollows. With one account that can, it is a button; with several, a menu in which each says how it stands.
 * Nothing where no account can, or where the profile is not stored yet.
 */
export function FollowButton({ authorId, name }: { authorId: string; name: string }): ReactElement | null {
  const profile = useQuery(profileOptions(authorId)).data
  const accounts = useAccounts()
  if (profile === undefined || profile.ownAccountId !== null) return null
  const able = accounts.filter((account) => account.capabilities.follow && account.platform === profile.profile.author.platform)
  const relationOf = (accountId: string): (typeof profile.relationships)[number] | undefined =>
    profile.relationships.find((one) => one.accountId === accountId)
  const toggle = (accountId: string): void => {
    const relation = relationOf(accountId)
    void attempt(() => follow(authorId, accountId, !(relation?.following === true || relation?.requested === true)))
  }
  const states = able.map((account) => relationOf(account.id))
  const words = states.some((one) => one?.following)
    ? t('profile.following')
    : states.some((one) => one?.requested)
      ? t('profile.requested')
      : t('profile.follow')
  const [only] = able
  if (only === undefined) return null
  const pressed = words !== t('profile.follow')
  if (able.length === 1)
    return (
      <Button aria-pressed={pressed} title={t(pressed ? 'post.unfollow' : 'post.follow', { name })} onClick={() => toggle(only.id)}>
        {words}
      </Button>
    )
  return (
    <Menu
      trigger={<Button>{words}</Button>}
      entries={able.map((account) => {
        const relation = relationOf(account.id)
        const on = relation?.following === true || relation?.requested === true
        return {
          label: t(on ? 'profile.unfollowAs' : 'profile.followAs', { handle: account.handle }),
          checked: on,
          run: () => toggle(account.id),
        }
      })}
    />
  )
}
