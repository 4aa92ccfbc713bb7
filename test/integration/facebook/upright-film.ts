import { readFileSync } from 'node:fs'

/** The test film as something that says of itself to be 720 × 1280 pixels and some 12 seconds, and has `padding` bytes more than its pictures need. */
export function uprightFilm(padding: number): Uint8Array {
  const film = readFileSync('test/fixtures/videos/film.mp4')
  // The last of the name: the first bytes of the file name what it is made of.
  const at = (type: string): number => film.lastIndexOf(type, film.indexOf('mdat', 0, 'latin1'), 'latin1') + 4
  // What the sample entry says, 24 bytes after its name.
  film.writeUInt16BE(720, at('avc1') + 24)
  film.writeUInt16BE(1280, at('avc1') + 26)
  // The track's own size, in 1/65536 of a pixel, ends its header.
  const [wide, high] = [at('tkhd') + 76, at('tkhd') + 80]
  film.writeUInt32BE(720 * 65_536, wide)
  film.writeUInt32BE(1280 * 65_536, high)
  // A tenth of the ticks a second makes ten times the length.
  const ticks = at('mdhd') + 12
  film.writeUInt32BE(Math.round(film.readUInt32BE(ticks) / 10), ticks)
  const free = Buffer.alloc(8 + padding)
  free.writeUInt32BE(free.length)
  free.write('free', 4, 'latin1')
  return Buffer.concat([film, free])
}
