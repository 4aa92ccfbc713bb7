const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Chunks that say what the picture looks like: the critical ones, transparency, colour, the shape of a pixel, and APNG's frames. All others (text, EXIF, time,
 * previews, private ones) go. PNG, third edition, sections 11.2 and 11.3 (https://www.w3.org/TR/png-3/, checked 2026-11-26).
 */
const KEPT: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND'],
  ...['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'pHYs'],
  ...['acTL', 'fcTL', 'fdAT'],
])

/**
 * A PNG without text, EXIF, times and private chunks, and without anything after its end; its pixels stay bit by bit. Null where it is not
 * a whole PNG. Yields the same buffer where there is nothing to remove.
 */
export function stripPng(file: Buffer): Buffer | null {
  if (!file.subarray(0, 8).equals(SIGNATURE)) return null
  const kept: Buffer[] = [file.subarray(0, 8)]
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 12 + file.readUInt32BE(at)
    if (end > file.length) return null
    const type = file.subarray(at + 4, at + 8).toString('latin1')
    if (KEPT.has(type)) kept.push(file.subarray(at, end))
    if (type === 'IEND') {
      const stripped = Buffer.concat(kept)
      return stripped.length === file.length ? file : stripped
    }
    at = end
  }
  return null
}
