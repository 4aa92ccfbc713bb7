/** Whom is being named at the caret: what was typed after the `@`, and where that `@` is. */
export type MentionQuery = { readonly text: string; readonly start: number }

const NAMING = /(?:^|[\s([{"“‘])@([\p{L}\p{N}_][\p{L}\p{N}_.@-]{0,63})$/u

/** The name being typed right before the caret, or null when none is. Offsets are UTF-16 units. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  // A name is short: looking back further than this could only be slow.
  const before = text.slice(Math.max(0, caret - 80), caret)
  const typed = NAMING.exec(before)?.[1]
  return typed === undefined ? null : { text: typed, start: caret - typed.length - 1 }
}
