import { undo, useSent } from '../composer/model/send.ts'
import { undoLast } from '../inbox/inbox-commands.ts'

/** Takes back the post that was sent last while that can be, and else what was done last in the inbox. */
export function undoNewest(): void {
  const newest = useSent.getState().sent.at(-1)
  void (newest === undefined ? undoLast() : undo(newest.runId))
}
