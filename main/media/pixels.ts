import { crc32, deflateSync } from 'node:zlib'
import type { Sharp } from 'sharp'
import { decodeHeic } from './decode-heic.ts'
import { loadSharp } from './load-sharp.ts'
import { openOptions, pixelBound, type PictureFacts } from './picture-facts.ts'

/** Decoded pixels in sRGB, eight bits a channel: three channels, or four with alpha. */
export type Pixels = { readonly data: Buffer; readonly width: number; readonly height: number; readonly channels: 3 | 4 }

/** The file is no whole picture. */
export class UnreadablePicture extends Error {}

/** A picture whose pixels can be had in any size. */
export type OpenPicture = {
  /** Upright, in sRGB, of exactly this size; with alpha only where there is some. Rejects with `UnreadablePicture`. */
  readonly pixels: (width: number, height: number) => Promise<Pixels>
}

/** Opens the file for decoding; of what the library cannot read itself the pixels are fetched now. Rejects with `UnreadablePicture`. */
export async function openPicture(path: string, facts: PictureFacts, signal: AbortSignal): Promise<OpenPicture> {
  const sharp = await loadSharp()
  const open = facts.mimeType === 'image/heic' ? await openHeic(path, facts, signal) : () => sharp(path, openOptions(facts.mimeType))
  return {
    pixels: async (width, height) => {
      const sized = open().autoOrient().resize({ width, height, fit: 'fill' }).toColourspace('srgb')
      const raw = (facts.hasAlpha ? sized : sized.removeAlpha()).raw({ depth: 'uchar' })
      const { data, info } = await raw.toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
        throw new UnreadablePicture('A picture cannot be decoded', { cause })
      })
      if (info.channels !== 3 && info.channels !== 4) throw new Error(`A picture came out with ${info.channels} channels`)
      return { data, width: info.width, height: info.height, channels: info.channels }
    },
  }
}

/** The same picture, smaller. */
export async function shrinkPixels({ data, width, height, channels }: Pixels, to: Pick<Pixels, 'width' | 'height'>): Promise<Pixels> {
  const sharp = await loadSharp()
  const picture = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  return {
    data: await picture
      .resize({ ...to, fit: 'fill' })
      .raw()
      .toBuffer(),
    ...to,
    channels,
  }
}

/** HEIC comes as raw pixels; its colours are those of its profile, which raw pixels cannot carry: an uncompressed PNG around them can. */
async function openHeic(path: string, facts: PictureFacts, signal: AbortSignal): Promise<() => Sharp> {
  const sharp = await loadSharp()
  const decoded = await decodeHeic(path, pixelBound(facts.mimeType), signal)
  if (decoded.kind !== 'decoded') throw new UnreadablePicture('A HEIC file cannot be decoded')
  const { width, height } = decoded
  const raw = (): Sharp => {
    const picture = sharp(new Uint8Array(decoded.data), { raw: { width, height, channels: 4 }, limitInputPixels: false })
    return facts.hasAlpha ? picture : picture.removeAlpha()
  }
  if (facts.icc === null) return raw
  const png = withProfile(await raw().png({ compressionLevel: 0, adaptiveFiltering: false }).toBuffer(), facts.icc)
  return () => sharp(png, { limitInputPixels: false })
}

/** Bytes of a PNG's signature and header, behind which a profile may stand. */
const PNG_HEAD_BYTES = 33

/** A PNG with a colour profile: chunk iCCP, section 11.3.2.3 of https://www.w3.org/TR/png-3/. */
function withProfile(png: Buffer, icc: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(icc)])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, PNG_HEAD_BYTES), chunk, png.subarray(PNG_HEAD_BYTES)])
}

/** Whether anything shows through. */
export async function isTransparent({ data, width, height, channels }: Pixels): Promise<boolean> {
  if (channels === 3) return false
  const sharp = await loadSharp()
  const raw = { width, height, channels } as const
  const alpha = await sharp(data, { raw, limitInputPixels: false }).extractChannel('alpha').raw().toBuffer()
  const { channels: found } = await sharp(alpha, { raw: { width, height, channels: 1 }, limitInputPixels: false }).stats()
  return (found[0]?.min ?? 255) < 255
}
