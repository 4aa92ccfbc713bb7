import { z } from 'zod'
import { parseWireJson } from '../wire-json.ts'

const WireFrame = z.object({ event: z.string(), payload: z.unknown() })

/** One message of a stream. `payload` is parsed, with camelCase keys; `text` is what was sent where that is an id. */
export type Frame = { readonly event: string; readonly payload: unknown; readonly text: string | null }

/**
 * Takes a message apart; null where it is none. A payload is JSON within a string (docs.joinmastodon.org/methods/streaming/#events, checked
 * 2026-11-26); some servers put the value itself there. An id is too long a number to be read as one.
 */
export function readFrame(message: string): Frame | null {
  const frame = WireFrame.safeParse(parseWireJson(message))
  if (!frame.success) return null
  const { event, payload } = frame.data
  if (typeof payload === 'string') return { event, payload: parseWireJson(payload), text: payload }
  return { event, payload, text: typeof payload === 'number' ? String(payload) : null }
}
