import { z } from 'zod'

/** What changed, so that the renderer refetches just that. Ids may be missing where all of it may have changed. */
export const BridgeEvent = z.discriminatedUnion('topic', [
  /** Rows were added to or removed from the home feeds. */
  z.object({ topic: z.literal('timeline') }),
  z.object({ topic: z.literal('inbox') }),
  /** Views of the person's own were added, changed, put into another order or removed. */
  z.object({ topic: z.literal('views') }),
  /** Rows of one of them were added or removed, or an account failed for it. */
  z.object({ topic: z.literal('view'), id: z.string() }),
  z.object({ topic: z.literal('posts'), ids: z.array(z.string()) }),
  z.object({ topic: z.literal('authors'), ids: z.array(z.string()) }),
  z.object({ topic: z.literal('accounts') }),
  z.object({ topic: z.literal('drafts'), ids: z.array(z.string()) }),
  z.object({ topic: z.literal('outbox') }),
  z.object({ topic: z.literal('settings') }),
  /** What is muted or muffled changed, and with it what any list shows. */
  z.object({ topic: z.literal('mutes') }),
  z.object({ topic: z.literal('status') }),
  /** How far an export, a backup or a restoring is. */
  z.object({ topic: z.literal('data') }),
  /** The core began anew over another database: nothing that a page holds is true any more. */
  z.object({ topic: z.literal('restarted') }),
  /** A sign-in flow went on by itself (the browser came back). */
  z.object({ topic: z.literal('sign-in'), flowId: z.string() }),
  /** Something to say once: an engagement the network refused and that was undone. `code` is a key below `notice` in `en.json`. */
  z.object({
    topic: z.literal('notice'),
    tone: z.enum(['error', 'success']),
    code: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /**
   * The desktop's menu or a notification wants one of the page's actions done; `name` is its id, or `open-post` and the id of a post. An unknown
   * one is left out.
   */
  z.object({ topic: z.literal('command'), name: z.string().max(4000) }),
])
export type BridgeEvent = z.infer<typeof BridgeEvent>
