import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import { parseAnswer } from './answers.ts'
import type { Graph, Parameters } from './graph.ts'

/**
 * How an API has its containers: what is published is made first, from addresses that the network fetches media from, and published by its id.
 * Paths are below the version.
 */
export type ContainerApi = {
  readonly createPath: string
  readonly publishPath: string
  /** The field that has the status, and the one that says what is wrong. */
  readonly statusField: string
  readonly problemField: string
}

/** Source: https://developers.facebook.com/docs/threads/troubleshooting and instagram-graph-api/reference/ig-container, read 2026-11-27. */
const STATUSES = ['EXPIRED', 'ERROR', 'FINISHED', 'IN_PROGRESS', 'PUBLISHED'] as const
export type ContainerStatus = (typeof STATUSES)[number]

/** One that was not published within 24 hours is gone (the same pages). An hour less, since its making and its publishing take time. */
export const CONTAINER_LIVES_MS = 23 * 60 * 60_000

const WireId = z.object({ id: z.union([z.string().min(1), z.number().transform(String)]) })

export async function createContainer(graph: Graph, { createPath }: ContainerApi, parameters: Parameters): Promise<string> {
  return parseAnswer(WireId, await graph.post(createPath, parameters), graph).id
}

/** Makes a container a post, whose id it answers. Not to be repeated blindly. */
export async function publishContainer(graph: Graph, { publishPath }: ContainerApi, id: string): Promise<string> {
  return parseAnswer(WireId, await graph.post(publishPath, { creation_id: id }), graph).id
}

/** How far a container is, and the network's word for what is wrong with it. */
export async function containerStatus(
  graph: Graph,
  { statusField, problemField }: ContainerApi,
  id: string,
): Promise<{ readonly status: ContainerStatus; readonly problem: string | null }> {
  const answer = await graph.get(encodeURIComponent(id), { fields: `${statusField},${problemField}` })
  const wire = parseAnswer(
    z.object({ [statusField]: z.enum(STATUSES), [problemField]: z.string().nullable().optional().catch(null) }),
    answer,
    graph,
  )
  const status = STATUSES.find((one) => one === wire[statusField]) ?? 'IN_PROGRESS'
  return { status, problem: wire[problemField] ?? null }
}

const FIRST_WAIT_MS = 2_000
/** "Once per minute, for no more than 5 minutes"; films take longer than pictures, so a little more patience is had with what is not ready. */
const LONGEST_WAIT_MS = 60_000
const PATIENCE_MS = 8 * 60_000

/**
 * Asks for a container until the network has fetched and worked through what is in it, ever less often. Rejects with `remote-rejected` where it
 * cannot be worked with, with `conflict` where its time is over, and with `platform-unavailable` where it takes too long.
 */
export async function untilFinished(graph: Graph, api: ContainerApi, id: string, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS
  for (let waited = 0; ; waited += waitMs, waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const { status, problem } = await containerStatus(graph, api, id)
    switch (status) {
      case 'FINISHED':
      case 'PUBLISHED':
        return
      case 'ERROR':
        throw new AppFailure({ kind: 'remote-rejected', message: problem, code: problem })
      case 'EXPIRED':
        throw new AppFailure({ kind: 'conflict', message: null })
      case 'IN_PROGRESS':
        if (waited >= PATIENCE_MS)
          throw new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: graph.server, message: null })
        await setTimeout(waitMs, undefined, { signal })
    }
  }
}
