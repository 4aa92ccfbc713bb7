import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { HttpPort } from '../../core/ports.ts'
import type { ConnectorContext } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { createGraph, readAnswer, type Graph } from '../meta/graph.ts'
import { uploadsOf } from './endpoints.ts'

/**
 * The secrets of one page: its token, which has no end, and the app of the person's own it was given to.
 * Source: https://developers.facebook.com/docs/pages/access-tokens, read 2026-11-27: the token of a page is without end where it was asked for with
 * a long-lived one of the person. So there is nothing to renew.
 */
export const PageSession = z.object({
  accessToken: z.string().min(1),
  pageId: z.string().regex(/^\d{1,40}$/),
  clientId: z.string(),
  clientSecret: z.string(),
})
export type PageSession = z.infer<typeof PageSession>

/** Rejects with `authentication` when there is no session that can be read. */
export async function readPageSession({ session }: Pick<ConnectorContext, 'session'>): Promise<PageSession> {
  const parsed = PageSession.safeParse(await session.read())
  if (parsed.success) return parsed.data
  throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
}

/** The API as one page uses it, and the network's id of the page. */
export type PageGraph = Graph & { readonly pageId: string }

/** Rejects with `authentication` when there is no session that can be read. `http` is another way out than that of the context. */
export async function pageGraph(context: ConnectorContext, http: HttpPort = context.http): Promise<PageGraph> {
  const { accessToken, pageId } = await readPageSession(context)
  const graph = createGraph({
    server: context.account.server,
    version: apiVersions.facebook.version,
    http,
    token: () => Promise.resolve(accessToken),
    signal: context.signal,
  })
  return { ...graph, pageId }
}

/**
 * Sends the bytes of a video from the `offset`th on, to its end. `http` is the way out. Rejects with `HttpFailure` or `AnswerFailure`.
 * Source: https://developers.facebook.com/docs/video-api/guides/reels-publishing, "Upload a Local File", read 2026-11-27: a request has all that is
 * left, and no part of it ("did not match length of file"). The token has its own scheme there.
 */
export async function sendVideo(
  context: ConnectorContext,
  http: HttpPort,
  videoId: string,
  bytes: Uint8Array<ArrayBuffer>,
  offset: number,
): Promise<unknown> {
  const { accessToken } = await readPageSession(context)
  const server = uploadsOf(context.account.server)
  const headers = {
    accept: 'application/json',
    authorization: `OAuth ${accessToken}`,
    'content-type': 'application/octet-stream',
    offset: String(offset),
    file_size: String(bytes.byteLength),
  }
  const url = new URL(`/video-upload/${apiVersions.facebook.version}/${encodeURIComponent(videoId)}`, server)
  const response = await http.fetch(url, { method: 'POST', headers, body: bytes.subarray(offset), signal: context.signal })
  return (await readAnswer(response, server)).data
}
