/** One byte after 0xff; the rest of a marker segment follows. ITU-T T.81, annex B (checked 2026-11-26). */
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP2 = 0xe2
const APP14 = 0xee
const COM = 0xfe

/**
 * A JPEG without anything but the picture: no EXIF, XMP, IPTC, comments, maker notes, thumbnails or further pictures, and nothing after
 * its end. What says how its colours are meant stays (ICC profile, Adobe's colour transform), and so do all coded pixels, bit by bit.
 * Null where it is not a whole JPEG. Yields the same buffer where there is nothing to remove.
 */
export function stripJpeg(file: Buffer): Buffer | null {
  if (file[0] !== 0xff || file[1] !== SOI) return null
  const kept: Buffer[] = [file.subarray(0, 2)]
  let at = 2
  for (;;) {
    if (file[at] !== 0xff) return null
    // Any number of fill bytes may stand before a marker.
    while (file[at + 1] === 0xff) at++
    const marker = file[at + 1]
    if (marker === undefined) return null
    if (marker === EOI) {
      kept.push(file.subarray(at, at + 2))
      const stripped = Buffer.concat(kept)
      return stripped.length === file.length ? file : stripped
    }
    if (isAlone(marker)) return null
    if (at + 4 > file.length) return null
    const end = at + 2 + file.readUInt16BE(at + 2)
    if (end < at + 4 || end > file.length) return null
    const segment = file.subarray(at, end)
    kept.push(...keptOf(marker, segment))
    at = end
    if (marker !== SOS) continue
    at = endOfScan(file, end)
    if (at === -1) return null
    kept.push(file.subarray(end, at))
  }
}

/** Markers without a length: they cannot stand between segments of a whole file. */
function isAlone(marker: number): boolean {
  return marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= SOI)
}

/** What stays of a segment. */
function keptOf(marker: number, segment: Buffer): readonly Buffer[] {
  if (marker === COM) return []
  if (marker < APP0 || marker > 0xef) return [segment]
  if (marker === APP0) return startsWith(segment, 'JFIF\0') ? [withoutThumbnail(segment)] : []
  if (marker === APP2) return startsWith(segment, 'ICC_PROFILE\0') ? [segment] : []
  if (marker === APP14) return startsWith(segment, 'Adobe') ? [segment] : []
  return []
}

function startsWith(segment: Buffer, name: string): boolean {
  return segment.subarray(4, 4 + name.length).toString('latin1') === name
}

/** JFIF's header may carry a thumbnail, whose size is in its last two of 16 bytes. */
function withoutThumbnail(segment: Buffer): Buffer {
  if (segment.length <= 18) return segment
  const head = Buffer.from(segment.subarray(0, 18))
  head.writeUInt16BE(16, 2)
  head.fill(0, 16)
  return head
}

/** Where the coded data that begins at `from` ends: at the next marker that is neither a stuffed zero nor a restart. -1 = never. */
function endOfScan(file: Buffer, from: number): number {
  let at = from
  for (;;) {
    at = file.indexOf(0xff, at)
    if (at === -1 || at + 1 >= file.length) return -1
    const next = file[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
    at += next === 0xff ? 1 : 2
  }
}
