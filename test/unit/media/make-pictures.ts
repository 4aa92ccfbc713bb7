import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { fitPicture, type FittedPicture } from '../../../main/media/fit-picture.ts'
import type { FitRule } from '../../../shared/model/media-fit.ts'

/** A folder for the pictures of one test file. */
export const folder = mkdtempSync(join(tmpdir(), 'chirp-pictures-'))
export function removeFolder(): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A rule that asks for next to nothing. */
export const roomy: FitRule = {
  mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
  maxBytes: 20_000_000,
  maxPixels: null,
  maxSide: null,
}

let count = 0
/** Fits bytes as if they were a file that was attached. */
export async function fit(
  bytes: Buffer,
  mimeType: string,
  rule: Partial<FitRule> = {},
  signal = new AbortController().signal,
): Promise<FittedPicture> {
  const path = join(folder, `picture-${count++}`)
  writeFileSync(path, bytes)
  return fitPicture({ path, mimeType, bytes: statSync(path).size }, { ...roomy, ...rule }, signal)
}

/** As `fit`, for what must come out made. */
export async function made(
  bytes: Buffer,
  mimeType: string,
  rule: Partial<FitRule> = {},
): Promise<Extract<FittedPicture, { kind: 'made' }>> {
  const result = await fit(bytes, mimeType, rule)
  if (result.kind !== 'made') throw new Error(`Wanted a picture, got ${JSON.stringify(result)}`)
  return result
}

export const RED = [220, 30, 30] as const
export const GREEN = [30, 180, 40] as const
export const BLUE = [40, 60, 210] as const
export const WHITE = [240, 240, 240] as const

/** Red, green, blue and white quarters, so that every turn and mirroring shows. */
export function quadrants(width = 160, height = 120): Sharp {
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = y < height / 2 ? (x < width / 2 ? RED : GREEN) : x < width / 2 ? BLUE : WHITE
      data.set(colour, (y * width + x) * 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Something with fine detail everywhere, as photographs have: it takes many bytes. The same every time. */
export function photo(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels)
  let state = 1
  for (let at = 0; at < data.length; at += channels) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    const [x, y] = [(at / channels) % width, Math.floor(at / channels / width)]
    const noise = ((state >> 16) % 40) - 20
    const base = 128 + 80 * Math.sin(x / 37) * Math.cos(y / 23)
    data.set(
      [base + noise, base * 0.8 + noise, 220 - base * 0.5 + noise].map((value) => Math.max(0, Math.min(255, value))),
      at,
    )
    if (channels === 4) data[at + 3] = x < width / 2 ? 255 : 90
  }
  return sharp(data, { raw: { width, height, channels } })
}

/** EXIF with a camera, a comment and a place. */
export const SECRETS = {
  IFD0: { Make: 'SecretCamera', Model: 'SecretModel', ImageDescription: 'SecretWords', Artist: 'SecretPerson' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
}
export const XMP = '<?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>SecretXmp</rdf:RDF></x:xmpmeta>'

/** What is left of all that in a file: names of blocks the library finds, and tell-tale words in its bytes. */
export async function secretsIn(bytes: Buffer): Promise<string[]> {
  const metadata = await sharp(bytes).metadata()
  const blocks = (['exif', 'xmp', 'iptc', 'tifftagPhotoshop', 'comments'] as const).filter((name) => metadata[name] !== undefined)
  const text = bytes.toString('latin1')
  const words = ['Exif', 'GPS', 'Secret', 'http://ns.adobe.com', 'Photoshop', 'xpacket', 'tEXt', 'iTXt', 'zTXt', 'eXIf', 'XMP'].filter(
    (word) => text.includes(word),
  )
  return [...blocks, ...words]
}

/** The colour in the middle of each quarter, row by row. */
export async function quarterColours(bytes: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const places = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const))
  return places.map(([x, y]) => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
    return [...data.subarray(at, at + 3)]
  })
}

/** Whether colours are the same to the eye. */
export function near(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[], most = 12): boolean {
  return found.every((colour, index) => colour.every((value, channel) => Math.abs(value - (wanted[index]?.[channel] ?? 999)) <= most))
}
