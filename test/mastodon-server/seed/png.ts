import { crc32, deflateSync } from 'node:zlib'

/** What is on a generated picture: a colour (degrees) and a shape. */
export interface Picture {
  readonly hue: number
  readonly pattern: 'slope' | 'rings' | 'checks' | 'stripes'
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** One of red, green and blue (0 to 255) of a colour; `place` is 0, 8 or 4. Source: CSS Color 4, HSL to RGB. */
function channel(hue: number, lightness: number, place: number): number {
  const k = (place + hue / 30) % 12
  const chroma = 0.6 * Math.min(lightness, 1 - lightness)
  return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
}

/** Between 0 and 1, where the shape is light. */
function shade(pattern: Picture['pattern'], x: number, y: number): number {
  switch (pattern) {
    case 'slope':
      return (x + y) / 2
    case 'rings':
      return (Math.sin(Math.hypot(x - 0.5, y - 0.5) * 30) + 1) / 2
    case 'checks':
      return (Math.floor(x * 8) + Math.floor(y * 8)) % 2
    case 'stripes':
      return Math.floor(x * 10) % 2
  }
}

/** A true PNG of `width` by `height` pixels, small and the same each time. Source of the layout: W3C PNG, third edition. */
export function encodePng(width: number, height: number, picture: Picture): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const lightness = 0.25 + 0.5 * shade(picture.pattern, x / width, y / height)
      const at = y * (1 + width * 3) + 1 + x * 3
      rows[at] = channel(picture.hue, lightness, 0)
      rows[at + 1] = channel(picture.hue, lightness, 8)
      rows[at + 2] = channel(picture.hue, lightness, 4)
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ])
}
