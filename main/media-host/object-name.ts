import { randomBytes } from 'node:crypto'
import { PREFIX } from './bucket.ts'

/** Ends of names by type: what fetches a file may look at its name as well as at its type. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
}

/** A name that nobody can guess: 128 random bits. Without an extension for a type that Chirp does not know. */
export function newObjectName(mimeType: string): string {
  const extension = EXTENSIONS[mimeType]
  return `${PREFIX}${randomBytes(16).toString('hex')}${extension === undefined ? '' : `.${extension}`}`
}
