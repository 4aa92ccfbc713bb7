import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { ConnectorContext, OutgoingMedia, PreparedParts, PublicMediaPort } from '../connector.ts'
import { CONTAINER_LIVES_MS, containerStatus, createContainer, untilFinished, type ContainerApi } from './containers.ts'
import type { Graph, Parameters } from './graph.ts'

/** What containers of a post are made with: of its text alone, of one file, and of one or all of several. */
export type ContainerParameters = {
  readonly ofText: () => Parameters
  readonly ofFile: (media: OutgoingMedia, url: string) => Parameters
  readonly ofItem: (media: OutgoingMedia, url: string) => Parameters
  readonly ofItems: (ids: readonly string[]) => Parameters
}

/** A container, when it was made, and what its file is called at the media host until the network has its copy. */
const Made = z.object({ id: z.string().min(1), madeAt: z.number(), file: z.string().nullable() })
export type MadeContainer = z.infer<typeof Made>

type Making = {
  /** The network's own name, for people. */
  readonly network: string
  readonly context: Pick<ConnectorContext, 'publicMedia' | 'clock' | 'signal'>
  readonly graph: Graph
  readonly api: ContainerApi
  readonly parts: PreparedParts | undefined
}

/**
 * Makes what a post needs to be published in one request: puts its files where the network can fetch them, has the network fetch them, and
 * waits until it has. What an earlier try has made is gone on with where it is not too old. Files leave the media host when the network has its
 * copy, or does not want any.
 */
export async function makeContainers(
  making: Making,
  files: readonly OutgoingMedia[],
  parameters: ContainerParameters,
  onProgress: (share: number) => void,
): Promise<MadeContainer> {
  const steps = files.length + 1
  const [only] = files
  if (only === undefined) return finish(making, await kept(making, 'post', () => make(making, parameters.ofText())))
  const host = mediaHost(making)
  if (files.length === 1) {
    const made = await kept(making, `post ${only.sha256}`, () => makeOfFile(making, host, only, parameters.ofFile))
    onProgress(1 / steps)
    return finish(making, made, host)
  }
  const items: MadeContainer[] = []
  for (const [index, media] of files.entries()) {
    making.context.signal.throwIfAborted()
    // The same file may stand in a post twice, with two alt texts.
    items.push(await kept(making, `item ${String(index)} ${media.sha256}`, () => makeOfFile(making, host, media, parameters.ofItem)))
  }
  for (const [index, item] of items.entries()) {
    await finish(making, item, host)
    onProgress((index + 1) / steps)
  }
  const ids = items.map(({ id }) => id)
  return finish(making, await kept(making, `post ${ids.join(' ')}`, () => make(making, parameters.ofItems(ids))))
}

/** The container of an earlier try, where the network still has it; else a new one, which is written down at once. */
async function kept({ graph, api, parts, context }: Making, name: string, make: () => Promise<MadeContainer>): Promise<MadeContainer> {
  const earlier = Made.safeParse(parts?.find(name))
  if (earlier.success && context.clock() - earlier.data.madeAt < CONTAINER_LIVES_MS) {
    const { status } = await containerStatus(graph, api, earlier.data.id)
    if (status !== 'EXPIRED' && status !== 'ERROR') return earlier.data
  }
  const made = await make()
  parts?.keep(name, made)
  return made
}

async function make({ graph, api, context }: Making, parameters: Parameters): Promise<MadeContainer> {
  return { id: await createContainer(graph, api, parameters), madeAt: context.clock(), file: null }
}

async function makeOfFile(
  making: Making,
  host: PublicMediaPort,
  media: OutgoingMedia,
  parametersOf: ContainerParameters['ofFile'],
): Promise<MadeContainer> {
  const { url, name } = await host.put(media)
  return { ...(await make(making, parametersOf(media, url))), file: name }
}

/** Waits until the network is done with a container. One that is given up with the call keeps its file: the next try goes on with it. */
async function finish({ graph, api, context }: Making, made: MadeContainer, host: PublicMediaPort | null = null): Promise<MadeContainer> {
  try {
    await untilFinished(graph, api, made.id, context.signal)
  } catch (error) {
    if (error instanceof AppFailure && error.error.kind === 'remote-rejected') await release(made, host)
    throw error
  }
  await release(made, host)
  return made
}

async function release({ file }: MadeContainer, host: PublicMediaPort | null): Promise<void> {
  if (file !== null) await host?.release(file)
}

function mediaHost({ network, context: { publicMedia } }: Making): PublicMediaPort {
  if (publicMedia == null)
    throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code: 'media-host-missing', values: { network } }] })
  return publicMedia
}
