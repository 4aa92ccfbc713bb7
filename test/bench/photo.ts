import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { fitPicture } from '../../main/media/fit-picture.ts'
import { report } from './figure.ts'

const [WIDTH, HEIGHT] = [8064, 6048]
const MAX_BYTES = 2_000_000

/** A picture as a 48-megapixel phone makes it: large shapes, fine detail, a little noise; held upright, with a camera and a place in it. */
async function makePhoto(path: string): Promise<void> {
  const [width, height] = [WIDTH / 2, HEIGHT / 2]
  const data = Buffer.alloc(width * height * 3)
  let state = 1
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      const noise = ((state >> 16) % 16) - 8
      const base = 128 + 70 * Math.sin(x / 300) * Math.cos(y / 200) + ((((x >> 4) ^ (y >> 4)) & 7) === 0 ? 25 : 0) + noise
      data[at] = base
      data[at + 1] = base * 0.8 + 20
      data[at + 2] = 220 - base * 0.5
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
    .withExif({
      IFD0: { Make: 'SecretCamera', Model: 'SecretModel' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 92 })
    .toFile(path)
}

/** What the process that made the picture fit says. */
type Measured = { readonly ms: number; readonly bytes: number; readonly blockMs: number; readonly memory: number }

/** Makes it fit, in this process, which has done nothing else. */
async function measure(path: string): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const rule = { mimeTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: MAX_BYTES, maxPixels: null, maxSide: 4000 }
  delay.enable()
  const began = performance.now()
  const file = { path, mimeType: 'image/jpeg', bytes: statSync(path).size }
  const fitted = await fitPicture(file, rule, new AbortController().signal)
  const ms = performance.now() - began
  delay.disable()
  if (fitted.kind !== 'made') throw new Error(`Nothing was made: ${JSON.stringify(fitted)}`)
  const memory = process.resourceUsage().maxRSS * 1024
  const metadata = await sharp(fitted.bytes).metadata()
  const text = fitted.bytes.toString('latin1')
  // Upright, of its shape, and whole.
  const { width, height } = metadata
  if (metadata.format !== 'jpeg' || height > 4000 || Math.abs(height / width - WIDTH / HEIGHT) > 0.01) {
    throw new Error(`It is not the picture: ${metadata.format}, ${width} × ${height}.`)
  }
  await sharp(fitted.bytes, { failOn: 'warning' }).raw().toBuffer()
  if (metadata.exif !== undefined || ['Exif', 'Secret', 'GPS'].some((word) => text.includes(word))) throw new Error('Metadata is left.')
  return { ms, bytes: fitted.bytes.length, blockMs: delay.max / 1e6, memory }
}

/** From the photograph of a phone to what a network takes: time, bytes, the longest time that nothing else could happen, and memory. */
export async function benchPhoto(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'chirp-bench-'))
  try {
    const path = join(folder, 'photo.jpg')
    await makePhoto(path)
    const { exif, orientation } = await sharp(path).metadata()
    if (orientation !== 6 || exif?.includes('SecretModel') !== true) throw new Error('The photograph lacks its metadata.')
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.status !== 0) throw new Error('The picture was not made to fit.')
    const { ms, bytes, blockMs, memory } = JSON.parse(child.stdout) as Measured
    const plain = { ratio: null, against: null, target: null }
    report({ name: '48-megapixel photo made to fit', value: ms, unit: 'ms', ...plain })
    report({ name: 'longest block of the main thread meanwhile', value: blockMs, unit: 'ms', ...plain })
    report({ name: 'most memory of the process', value: memory, unit: 'bytes', ...plain })
    const against = 'the largest picture of Bluesky'
    return report({ name: '48-megapixel photo, bytes', value: bytes, unit: 'bytes', ratio: bytes / MAX_BYTES, against, target: '<=1' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Started by the above as a process of its own, so that memory and blocks are those of this work alone.
const [, entry, photo] = process.argv
if (entry === fileURLToPath(import.meta.url) && photo !== undefined) console.log(JSON.stringify(await measure(photo)))
