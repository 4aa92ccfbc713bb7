import type { Handlers } from '../../shared/bridge/contract.ts'
import type { Accounts } from '../services/accounts/accounts.ts'
import type { Health } from '../services/accounts/health.ts'
import type { AppService } from '../services/app.ts'
import type { Mutes } from '../services/mutes/mutes.ts'
import type { Authors } from '../services/reading/authors.ts'
import type { Drafts } from '../services/writing/drafts.ts'
import type { DraftMediaService } from '../services/writing/draft-media.ts'
import type { MediaFitService } from '../services/writing/media-fit.ts'
import type { Engagement } from '../services/writing/engagement.ts'
import type { Inbox } from '../services/inbox/inbox.ts'
import type { Metrics } from '../services/reading/metrics.ts'
import type { OutboxWithHeldPosts } from '../services/writing/held-posts.ts'
import type { Posts } from '../services/reading/posts.ts'
import type { Publishing } from '../services/writing/publishing.ts'
import type { Rewrite } from '../services/writing/rewrite.ts'
import type { SamePosts } from '../services/reading/same-posts.ts'
import type { Search } from '../services/reading/search.ts'
import type { MyData } from '../services/storage/my-data.ts'
import type { MediaHosts } from '../services/media-host/media-host.ts'
import type { SettingsService } from '../services/settings.ts'
import type { SignIn } from '../services/accounts/sign-in.ts'
import type { Spending } from '../services/accounts/spending.ts'
import type { Timelines } from '../services/reading/timelines.ts'
import type { NetworkSearch } from '../services/views/network-search.ts'
import type { Views } from '../services/views/views.ts'

/** What the bridge's calls are answered by. Each method answers the call of its name with a `Result`. */
export type Services = {
  readonly app: AppService
  readonly accounts: Accounts
  readonly signIn: SignIn
  readonly spending: Spending
  readonly health: Health
  readonly timelines: Timelines
  readonly posts: Posts
  readonly samePosts: SamePosts
  readonly authors: Authors
  readonly inbox: Inbox
  readonly search: Search
  readonly networkSearch: NetworkSearch
  readonly views: Views
  readonly mutes: Mutes
  readonly drafts: Drafts
  readonly draftMedia: DraftMediaService
  readonly mediaFit: MediaFitService
  readonly publishing: Publishing
  readonly outbox: OutboxWithHeldPosts
  readonly rewrite: Rewrite
  readonly engagement: Engagement
  readonly metrics: Metrics
  readonly myData: MyData
  readonly settings: SettingsService
  readonly mediaHosts: MediaHosts
}

/** One line per call; a missing one does not compile. */
export const handlers: Handlers<Services> = {
  'app.status': (_input, { app }) => app.status(),
  'app.diagnostics': (_input, { app }) => app.diagnostics(),
  'app.refresh': (input, { app }) => app.refresh(input),
  'app.setVisible': (input, { app }) => app.setVisible(input),
  'app.startDemo': (_input, { app }) => app.startDemo(),
  'app.removeDemo': (_input, { app }) => app.removeDemo(),
  'app.storage': (_input, { app }) => app.storage(),
  'app.clearMediaCache': (_input, { app }) => app.clearMediaCache(),

  'accounts.networks': (_input, { signIn }) => signIn.networks(),
  'accounts.list': (_input, { accounts }) => accounts.list(),
  'accounts.signIn': (input, { signIn }) => signIn.signIn(input),
  'accounts.beginOAuth': (input, { signIn }) => signIn.beginOAuth(input),
  'accounts.oauthFlow': (input, { signIn }) => signIn.oauthFlow(input),
  'accounts.finishOAuth': (input, { signIn }) => signIn.finishOAuth(input),
  'accounts.cancelOAuth': (input, { signIn }) => signIn.cancelOAuth(input),
  'accounts.setPaused': (input, { accounts }) => accounts.setPaused(input),
  'accounts.refreshCapabilities': (input, { accounts }) => accounts.refreshCapabilities(input),
  'accounts.remove': (input, { accounts }) => accounts.remove(input),
  'accounts.reorder': (input, { accounts }) => accounts.reorder(input),
  'accounts.limits': (input, { accounts }) => accounts.limits(input),
  'accounts.costs': (input, { spending }) => spending.costs(input),
  'accounts.health': (_input, { health }) => health.list(),
  'accounts.checkHealth': (input, { health }) => health.check(input),
  'accounts.setBudget': (input, { spending }) => spending.setBudget(input),

  'timeline.page': (input, { timelines }) => timelines.page(input),
  'timeline.newer': (input, { timelines }) => timelines.newer(input),
  'timeline.loadOlder': (input, { timelines }) => timelines.loadOlder(input),
  'timeline.fillGap': (input, { timelines }) => timelines.fillGap(input),
  'timeline.position': (input, { timelines }) => timelines.position(input),
  'timeline.setPosition': (input, { timelines }) => timelines.setPosition(input),

  'posts.get': (input, { posts }) => posts.get(input),
  'posts.thread': (input, { posts }) => posts.thread(input),
  'posts.refreshThread': (input, { posts }) => posts.refreshThread(input),
  'posts.engage': (input, { engagement }) => engagement.engage(input),
  'posts.delete': (input, { engagement }) => engagement.delete(input),
  'posts.edit': (input, { rewrite }) => rewrite.edit(input),
  'posts.redraft': (input, { rewrite }) => rewrite.redraft(input),
  'posts.split': (input, { samePosts }) => samePosts.split(input),
  'posts.join': (input, { samePosts }) => samePosts.join(input),
  'posts.mappings': (input, { publishing }) => publishing.mappings(input),

  'authors.profile': (input, { authors }) => authors.profile(input),
  'authors.refreshProfile': (input, { authors }) => authors.refreshProfile(input),
  'authors.posts': (input, { authors }) => authors.posts(input),
  'authors.follow': (input, { engagement }) => engagement.follow(input),
  'authors.complete': (input, { authors }) => authors.complete(input),

  'inbox.page': (input, { inbox }) => inbox.page(input),
  'inbox.unread': (input, { inbox }) => inbox.unread(input),
  'inbox.markRead': (input, { inbox }) => inbox.markRead(input),
  'inbox.archiveRead': (input, { inbox }) => inbox.archiveRead(input),
  'inbox.act': (input, { inbox }) => inbox.act(input),
  'inbox.undo': (input, { inbox }) => inbox.undo(input),
  'inbox.people': (input, { inbox }) => inbox.people(input),
  'inbox.loadOlder': (input, { inbox }) => inbox.loadOlder(input),

  'search.posts': (input, { search }) => search.posts(input),
  'search.networks': (input, { networkSearch }) => networkSearch.search(input),

  'views.list': (_input, { views }) => views.list(),
  'views.save': (input, { views }) => views.save(input),
  'views.remove': (input, { views }) => views.remove(input),
  'views.reorder': (input, { views }) => views.reorder(input),
  'views.offered': (input, { views }) => views.offered(input),
  'views.page': (input, { views }) => views.page(input),
  'views.refresh': (input, { views }) => views.refresh(input),
  'views.loadOlder': (input, { views }) => views.loadOlder(input),

  'mutes.list': (_input, { mutes }) => mutes.list(),
  'mutes.save': (input, { mutes }) => mutes.save(input),
  'mutes.remove': (input, { mutes }) => mutes.remove(input),

  'drafts.list': (input, { drafts }) => drafts.list(input),
  'drafts.get': (input, { drafts }) => drafts.get(input),
  'drafts.begin': (input, { drafts }) => drafts.begin(input),
  'drafts.create': (input, { drafts }) => drafts.create(input),
  'drafts.save': (input, { drafts }) => drafts.save(input),
  'drafts.discard': (input, { drafts }) => drafts.discard(input),
  'drafts.restore': (input, { drafts }) => drafts.restore(input),
  'media.begin': (input, { draftMedia }) => draftMedia.begin(input),
  'media.append': (input, { draftMedia }) => draftMedia.append(input),
  'media.finish': (input, { draftMedia }) => draftMedia.finish(input),
  'media.fit': (input, { mediaFit }) => mediaFit.fit(input),

  'publishing.validate': (input, { publishing }) => publishing.validate(input),
  'publishing.publish': (input, { publishing }) => publishing.publish(input),
  'publishing.undo': (input, { publishing }) => publishing.undo(input),
  'outbox.list': (_input, { outbox }) => outbox.list(),
  'outbox.retry': (input, { outbox }) => outbox.retry(input),
  'outbox.discard': (input, { outbox }) => outbox.discard(input),
  'outbox.discardRun': (input, { outbox }) => outbox.discardRun(input),
  'outbox.edit': (input, { outbox }) => outbox.edit(input),
  'outbox.confirmPosted': (input, { outbox }) => outbox.confirmPosted(input),
  'outbox.clearFinished': (_input, { outbox }) => outbox.clearFinished(),

  'metrics.ownPosts': (input, { metrics }) => metrics.ownPosts(input),
  'metrics.history': (input, { metrics }) => metrics.history(input),

  'data.holdings': (_input, { myData }) => myData.holdings(),
  'data.task': (_input, { myData }) => myData.task(),
  'data.export': (_input, { myData }) => myData.export(),
  'data.backUp': (input, { myData }) => myData.backUp(input),
  'data.backups': (_input, { myData }) => myData.backups(),
  'data.removeBackup': (input, { myData }) => myData.removeBackup(input),
  'data.restore': (input, { myData }) => myData.restore(input),
  'data.cancel': (_input, { myData }) => myData.cancel(),
  'data.mended': (_input, { myData }) => myData.mended(),
  'data.dismissMended': (_input, { myData }) => myData.dismissMended(),

  'settings.get': (_input, { settings }) => settings.get(),
  'settings.set': (input, { settings }) => settings.set(input),

  'mediaHost.list': (_input, { mediaHosts }) => mediaHosts.list(),
  'mediaHost.save': (input, { mediaHosts }) => mediaHosts.save(input),
  'mediaHost.test': (input, { mediaHosts }) => mediaHosts.test(input),
  'mediaHost.remove': (input, { mediaHosts }) => mediaHosts.remove(input),
}
