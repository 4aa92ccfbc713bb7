import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { SignInContext } from '../../connector.ts'
import { AnswerFailure } from '../../answer-failure.ts'
import { createClient, noToken } from '../client.ts'
import { readInstance } from '../instance.ts'
import { serverOrigin, typedHandle } from './server-address.ts'

const WebFinger = z.object({ links: z.array(z.object({ rel: z.string(), type: z.string().optional(), href: z.string().optional() })) })

/**
 * The origin of the server a person means, once it is certain that it speaks this API. Where a handle was typed whose domain is not the
 * server (people of `example.com` whose server is `social.example.com`), WebFinger (RFC 7033) tells which one is.
 * Rejects with `invalid-input`, with `platform-unavailable` `not-this-platform`, or with what kept the server from answering.
 */
export async function findServer(context: SignInContext, typed: string): Promise<string> {
  const origin = serverOrigin(typed)
  const clientOf = (server: string) => createClient({ server, http: context.http, token: noToken, signal: context.signal })
  try {
    await readInstance(clientOf(origin))
    return origin
  } catch (error) {
    const isOther = error instanceof AppFailure && error.error.kind === 'platform-unavailable' && error.error.reason === 'not-this-platform'
    const handle = typedHandle(typed)
    if (!isOther || handle === null) throw error
    const named = await serverOfHandle(context, origin, `${handle.user}@${handle.domain}`)
    if (named === null || named === origin) throw error
    await readInstance(clientOf(named))
    return named
  }
}

async function serverOfHandle(context: SignInContext, origin: string, handle: string): Promise<string | null> {
  const client = createClient({ server: origin, http: context.http, token: noToken, signal: context.signal })
  try {
    const { data } = await client.get('/.well-known/webfinger', { resource: `acct:${handle}` })
    const self = WebFinger.parse(data).links.find((link) => link.rel === 'self' && (link.type ?? '').includes('json'))
    return self?.href === undefined ? null : serverOrigin(self.href)
  } catch (error) {
    if (error instanceof AnswerFailure || error instanceof z.ZodError || error instanceof AppFailure) return null
    throw error
  }
}
