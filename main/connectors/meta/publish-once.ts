import { AppFailure } from '../../../shared/errors.ts'
import { containerStatus, publishContainer, type ContainerApi, type ContainerStatus } from './containers.ts'
import type { Graph } from './graph.ts'
import { CreateFailure } from '../answer-failure.ts'
import { graphErrorOf, hasGraphCode } from './graph-failure.ts'

/** Publishes a container: the one request that must not be repeated blindly. Rejects with `CreateFailure`, or `outcome-unknown` in doubt. */
export async function publishOnce(graph: Graph, api: ContainerApi, containerId: string): Promise<string> {
  try {
    return await publishContainer(graph, api, containerId)
  } catch (error) {
    await refuseDoubt(graph, api, containerId, error)
    throw new CreateFailure(error)
  }
}

/**
 * A refusal is not believed at once where the network is known to publish all the same (code 10, and whatever is not a limit or a token): its
 * page says to look at the container. Rejects with `outcome-unknown` where that was published.
 * Source: https://developers.facebook.com/docs/threads/troubleshooting, read 2026-11-27; the code as others report it.
 */
async function refuseDoubt(graph: Graph, api: ContainerApi, containerId: string, error: unknown): Promise<void> {
  if (graphErrorOf(error) === null || hasGraphCode(error, '190', '102', '4', '17', '32', '613', '9')) return
  let status: string
  try {
    status = (await containerStatus(graph, api, containerId)).status
  } catch {
    throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
  }
  if (status === 'PUBLISHED') throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
}

/** What a container is now; null: the network has none of that id any more. */
export async function statusOrNone(graph: Graph, api: ContainerApi, containerId: string): Promise<ContainerStatus | null> {
  try {
    return (await containerStatus(graph, api, containerId)).status
  } catch (error) {
    if (hasGraphCode(error, '100/33')) return null
    throw error
  }
}

/**
 * Whether a post is there, by the status of its container, by how many own posts since then are like it, and by whether all of those were looked
 * at. Where they do not agree a person is asked.
 */
export function verdictOf(status: ContainerStatus | null, likeIt: number, isWhole: boolean): 'there' | 'not-there' | 'cannot-tell' {
  // The network is at it just now.
  if (status === 'IN_PROGRESS') return 'cannot-tell'
  if (likeIt === 1 && status !== 'FINISHED') return 'there'
  // Not published, and nothing like it there. A container lasts a day; of one that is gone the posts alone tell.
  if (likeIt === 0 && isWhole && status !== 'PUBLISHED') return 'not-there'
  // Ready to be published still, though there is a post like it: another of the same words, or a status that lags behind.
  return 'cannot-tell'
}

/** A text without what white space and invisible characters look like, to compare. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** The two clocks may differ, and the server's tells seconds: what is this much older than a commit may be its post all the same. */
export const CLOCK_SLACK_MS = 30_000
