/** Chunks that say what the picture looks like. WebP container specification (developers.google.com/speed/webp, checked 2026-11-26). */
const KEPT: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
/** Chunks of one frame of an animation. */
const KEPT_IN_FRAME: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH'])
/** Flags of the extended header that promise EXIF and XMP. */
const METADATA_FLAGS = 0x08 | 0x04
/** What stands before the chunks of a frame: place, size, duration, how it is drawn. */
const FRAME_HEAD_BYTES = 16

/**
 * A WebP without EXIF, XMP and unknown chunks, and without anything after its end; its pixels stay bit by bit. Null where it is not a whole
 * WebP. Yields the same buffer where there is nothing to remove.
 */
export function stripWebp(file: Buffer): Buffer | null {
  if (file.length < 20 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WEBP') return null
  const end = 8 + file.readUInt32LE(4)
  if (end > file.length) return null
  const chunks = keptChunks(file.subarray(12, end), KEPT)
  if (chunks === null) return null
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  const body = Buffer.concat(chunks)
  head.writeUInt32LE(4 + body.length, 4)
  const stripped = Buffer.concat([head, body])
  return stripped.equals(file) ? file : stripped
}

/** Those chunks of a list that stay; null where the list is broken. */
function keptChunks(list: Buffer, names: ReadonlySet<string>): Buffer[] | null {
  const kept: Buffer[] = []
  for (let at = 0; at < list.length;) {
    if (at + 8 > list.length) return null
    const size = list.readUInt32LE(at + 4)
    // Chunks begin at even places; the last byte may be missing at the very end.
    const end = Math.min(at + 8 + size + (size % 2), list.length)
    if (at + 8 + size > list.length) return null
    const name = list.toString('latin1', at, at + 4)
    if (names.has(name)) {
      const chunk = name === 'ANMF' ? strippedFrame(list.subarray(at, end), size) : list.subarray(at, end)
      if (chunk === null) return null
      kept.push(name === 'VP8X' ? withoutFlags(chunk) : chunk)
    }
    at = end
  }
  return kept
}

function strippedFrame(chunk: Buffer, size: number): Buffer | null {
  if (size < FRAME_HEAD_BYTES) return null
  const head = Buffer.from(chunk.subarray(0, 8 + FRAME_HEAD_BYTES))
  const inner = keptChunks(chunk.subarray(8 + FRAME_HEAD_BYTES, 8 + size), KEPT_IN_FRAME)
  if (inner === null) return null
  const body = Buffer.concat(inner)
  head.writeUInt32LE(FRAME_HEAD_BYTES + body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

function withoutFlags(extended: Buffer): Buffer {
  const copy = Buffer.from(extended)
  copy[8] = (copy[8] ?? 0) & ~METADATA_FLAGS
  return copy
}
