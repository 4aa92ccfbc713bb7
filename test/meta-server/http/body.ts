import type { IncomingMessage } from 'node:http'

/** A file that came in a multipart body. */
export interface UploadedFile {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a request says in its body. */
export interface Body {
  readonly fields: URLSearchParams
  readonly files: ReadonlyMap<string, UploadedFile>
  /** What is no form. */
  readonly raw: Uint8Array<ArrayBuffer>
}

const NOTHING = new Uint8Array()

/** Reads a body that is a form, of either kind, or bytes. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const contentType = request.headers['content-type'] ?? ''
  if (contentType === 'application/octet-stream') return { fields: new URLSearchParams(), files: new Map(), raw: new Uint8Array(bytes) }
  if (!contentType.startsWith('multipart/form-data'))
    return { fields: new URLSearchParams(bytes.toString('utf8')), files: new Map(), raw: NOTHING }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
  const fields = new URLSearchParams()
  const files = new Map<string, UploadedFile>()
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields.append(name, value)
    else files.set(name, { fileName: value.name, contentType: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return { fields, files, raw: NOTHING }
}
