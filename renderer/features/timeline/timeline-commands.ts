import { firstShown, holdsOwnPost, readTop, showNew } from '../../queries/timeline.ts'
import { useUi } from '../../state/ui.ts'
import { feedNamed } from '../feed/feed-control.ts'
import { attempt } from '../post/post-commands.ts'

/** Lets in the posts that are held back and goes to the newest. */
export async function revealNew(): Promise<void> {
  const filter = useUi.getState().timelineAccounts
  if (await attempt(() => showNew(filter))) feedNamed('timeline')?.toTop(firstShown(filter))
}

/** Goes to the newest post that was let in. */
export async function goToTop(): Promise<void> {
  const filter = useUi.getState().timelineAccounts
  if (await attempt(() => readTop(filter))) feedNamed('timeline')?.toTop(firstShown(filter))
}

/** Who reads at the top and has just posted sees it come in; for everybody else new posts wait. */
export async function revealOwn(): Promise<void> {
  const filter = useUi.getState().timelineAccounts
  if (feedNamed('timeline')?.atTop() !== true || !(await holdsOwnPost(filter).catch(() => false))) return
  if (feedNamed('timeline')?.atTop() === true) await revealNew()
}
