import { z } from 'zod'
import { AuthorId, LocalId } from '../../ids.ts'
import { MuteRule, MuteSubject } from '../../model/mute-rule.ts'
import { command, query } from '../define.ts'
import { done, none } from './shapes.ts'

const typed = z.string().max(10_000)
const [Words, Tag] = MuteSubject.options
/** What is to be muted: a person by id, or by handle alone where the id is null. */
const NamedSubject = z.discriminatedUnion('kind', [
  Words.extend({ text: typed }),
  Tag.extend({ tag: typed }),
  z.object({ kind: z.literal('author'), authorId: AuthorId.nullable(), handle: typed }),
  z.object({ kind: z.literal('reposts'), authorId: AuthorId.nullable(), handle: typed.nullable() }),
])

/** What is muted and muffled. */
export const muteCalls = {
  /** What is muted and muffled, the newest rule first; those that have ended too. */
  'mutes.list': query(none, z.array(MuteRule)),
  /**
   * Adds a rule, or changes one. Refused with `invalid-input` where nothing could be found by it, or nobody of that handle is known.
   * Words that are one `#tag` are that tag.
   */
  'mutes.save': command(
    MuteRule.pick({ how: true, accountId: true, until: true }).extend({ id: LocalId.nullable(), subject: NamedSubject }),
    MuteRule,
  ),
  'mutes.remove': command(z.object({ id: LocalId }), done),
} as const
