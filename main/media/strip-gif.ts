const TRAILER = 0x3b
const IMAGE = 0x2c
const EXTENSION = 0x21
/** Extensions that belong to the picture: how a frame is shown, and how often the animation runs. */
const GRAPHIC_CONTROL = 0xf9
const APPLICATION = 0xff
const LOOPING: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

/**
 * A GIF without comments, plain text and foreign application data (XMP), and without anything after its end; frames, times and looping stay
 * bit by bit. Null where it is not a whole GIF. Yields the same buffer where there is nothing to remove. GIF89a, sections 18 to 27.
 */
export function stripGif(file: Buffer): Buffer | null {
  const version = file.toString('latin1', 0, 6)
  if (file.length < 14 || (version !== 'GIF87a' && version !== 'GIF89a')) return null
  let at = 13 + tableBytes(file[10] ?? 0)
  const kept: Buffer[] = [file.subarray(0, at)]
  for (;;) {
    const begin = at
    const kind = file[at]
    if (kind === TRAILER) {
      kept.push(file.subarray(at, at + 1))
      const stripped = Buffer.concat(kept)
      return stripped.length === file.length ? file : stripped
    }
    if (kind === IMAGE) {
      // Ten bytes of place and size, a colour table, one byte of code size, then the data.
      const end = endOfBlocks(file, at + 10 + tableBytes(file[at + 9] ?? 0) + 1)
      if (end === -1) return null
      at = end
      kept.push(file.subarray(begin, at))
    } else if (kind === EXTENSION) {
      const end = endOfBlocks(file, at + 2)
      if (end === -1) return null
      at = end
      if (belongs(file.subarray(begin, at))) kept.push(file.subarray(begin, at))
    } else return null
  }
}

function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1)
}

/** Behind the last of a chain of blocks, each led by its length and the last being empty. -1 = the file ends before. */
function endOfBlocks(file: Buffer, from: number): number {
  for (let at = from; ;) {
    const length = file[at]
    if (length === undefined) return -1
    at += length + 1
    if (length === 0) return at
  }
}

function belongs(extension: Buffer): boolean {
  if (extension[1] === GRAPHIC_CONTROL) return true
  return extension[1] === APPLICATION && LOOPING.has(extension.toString('latin1', 3, 14))
}
