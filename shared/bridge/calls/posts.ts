import { z } from 'zod'
import { AccountId, PostId } from '../../ids.ts'
import { Draft } from '../../model/draft.ts'
import { NetworkPostMapping } from '../../model/network-post-mapping.ts'
import { EngagementVerb } from '../../model/viewer-state.ts'
import { command, query } from '../define.ts'
import { PostView, ThreadView } from '../views.ts'
import { done } from './shapes.ts'

/** Single posts and their threads. */
export const postCalls = {
  'posts.get': query(z.object({ ids: z.array(PostId).max(200) }), z.array(PostView)),
  'posts.thread': query(z.object({ postId: PostId }), ThreadView),
  /** Reads the thread from the network; resolves when it is stored. */
  'posts.refreshThread': command(z.object({ postId: PostId }), done),
  'posts.engage': command(z.object({ postId: PostId, accountId: AccountId, verb: EngagementVerb, on: z.boolean() }), done),
  'posts.delete': command(z.object({ postId: PostId }), done),
  /** The own post as a draft that replaces what it says; only publishing it changes the post. The one that is open already, where there is one. */
  'posts.edit': command(z.object({ postId: PostId }), Draft),
  /** The own post as a new draft with everything it had; it is deleted once that draft is stored, and only then. */
  'posts.redraft': command(z.object({ postId: PostId }), Draft),
  /** Shows the posts that are the same one on several networks as separate posts from now on; `authors`: and all others of these authors. */
  'posts.split': command(z.object({ postId: PostId, authors: z.boolean() }), done),
  /** Takes that back. */
  'posts.join': command(z.object({ postId: PostId }), done),
  'posts.mappings': query(z.object({ postId: PostId }), z.array(NetworkPostMapping)),
} as const
