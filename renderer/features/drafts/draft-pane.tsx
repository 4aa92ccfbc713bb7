import type { ReactElement } from 'react'
import { isEmptySegment, warningOf } from '../../../shared/compose/draft-content.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { DraftContent } from '../../../shared/model/draft.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { useDraft } from '../../queries/drafts.ts'
import { usePost } from '../../queries/posts.ts'
import { openComposer } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { QuoteView } from '../post/embeds.tsx'
import { AnsweredPost } from '../composer/parts/referred-post.tsx'
import { WrittenThread } from '../composer/preview/written-thread.tsx'
import { PaneBar } from '../shell/pane-bar.tsx'
import { bringBack } from './draft-commands.ts'

type DraftPaneProps = { readonly draftId: string; readonly discarded: boolean; readonly depth: number }

/** The whole of a draft to read, without opening it: the thread with its files, in every version, and what it answers. */
export function DraftPane({ draftId, discarded, depth }: DraftPaneProps): ReactElement {
  const draft = useDraft(draftId)
  const accounts = useAccounts()
  const reply = usePost(draft?.replyTo ?? null)
  if (draft == null)
    return (
      <>
        <PaneBar title={t('drafts.preview')} depth={depth} />
        {draft === null ? <Empty title={t('drafts.gone')} text={t('drafts.goneText')} /> : null}
      </>
    )
  const writers = draft.targets.flatMap(({ accountId }) => accounts.find(({ id }) => id === accountId) ?? [])
  const sharing = writers.filter(({ id }) => draft.targets.some((target) => target.accountId === id && target.override === null))
  const own = draft.targets.flatMap(({ accountId, override }) => {
    const account = writers.find(({ id }) => id === accountId)
    return override === null || account === undefined ? [] : [{ account, content: override }]
  })
  return (
    <>
      <PaneBar title={t('drafts.preview')} depth={depth}>
        {discarded ? (
          <Button onClick={() => void bringBack(draftId)}>{t('drafts.restore')}</Button>
        ) : (
          <Button onClick={() => openComposer({ draftId })}>{t('drafts.goOn')}</Button>
        )}
      </PaneBar>
      <div className="scroll draft-preview" tabIndex={0} role="region" aria-label={t('drafts.preview')}>
        {reply == null ? null : <AnsweredPost view={reply} />}
        {own.length > 0 && sharing.length === 0 ? null : <Version accounts={sharing} content={draft.content} own={false} />}
        {own.map(({ account, content }) => (
          <Version key={account.id} accounts={[account]} content={content} own />
        ))}
        {draft.quote === null ? null : <QuoteView quote={{ postId: draft.quote, state: 'available' }} />}
      </div>
    </>
  )
}

function Version({ accounts, content, own }: { accounts: readonly Account[]; content: DraftContent; own: boolean }): ReactElement {
  const posts = content.segments
    .filter((segment) => !isEmptySegment(segment))
    .map(({ id, text, media, poll }) => ({ key: id, text, media, poll }))
  const names = accounts.map(({ handle }) => `@${handle}`).join(', ')
  const label = accounts.length === 0 ? t('drafts.noAccount') : own ? t('composer.ownVersionOf', { name: names }) : names
  return (
    <section>
      <h3 className="meta">
        {accounts.map(({ id, platformName }) => (
          <NetworkMark key={id} name={platformName} />
        ))}
        <span>{label}</span>
      </h3>
      {posts.length === 0 ? <p className="quiet">{t('drafts.noText')}</p> : null}
      <WrittenThread
        label={label}
        posts={posts}
        warning={warningOf(content)}
        language={content.language}
        avatarUrl={accounts[0]?.avatarUrl ?? null}
      />
    </section>
  )
}
