import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '../../mastodon-server/http/faults.ts'
import type { Answer } from './call.ts'

/** Writes an answer. */
export function send(response: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>>): void {
  const content = answer.bytes?.content ?? (answer.json === undefined ? (answer.html ?? '') : JSON.stringify(answer.json))
  const type = answer.bytes?.contentType ?? (answer.json === undefined ? 'text/html; charset=utf-8' : 'application/json; charset=UTF-8')
  response.writeHead(answer.status ?? 200, {
    'content-type': type,
    ...headers,
    ...(answer.location === undefined ? {} : { location: answer.location }),
  })
  response.end(content)
}

/** Answers as a fault wants it; `answer` is what would have been said. The status that was sent, or null where none was. */
export function playFault(
  fault: Fault,
  answer: Answer | null,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): number | null {
  if (fault.reset === true) {
    request.socket.destroy()
    return null
  }
  if (fault.hang === true) return null
  const status = fault.status ?? answer?.status ?? 200
  if (fault.truncate === true) {
    const whole = JSON.stringify(answer?.json ?? null)
    const half = Buffer.from(whole.slice(0, Math.ceil(whole.length / 2)))
    send(response, { status, bytes: { contentType: 'application/json; charset=UTF-8', content: half } }, headers)
    return status
  }
  const { body } = fault
  send(response, { status, ...(typeof body === 'string' ? { html: body } : { json: body ?? {} }) }, { ...headers, ...fault.headers })
  return status
}
