// A thread of its own for one HEIC picture: decoding is synchronous, takes seconds, and its memory goes with the thread.
import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import libheif from 'libheif-js/wasm-bundle.js'
import type { HeicAnswer, HeicOrder } from './decode-heic.ts'

/** Decodes the main picture of the file, turned as it is meant to be seen. */
async function decode({ path, maxPixels }: HeicOrder): Promise<HeicAnswer> {
  const images = new libheif.HeifDecoder().decode(await readFile(path))
  const image = images.find((each) => each.is_primary()) ?? images[0]
  if (image === undefined) return { kind: 'unreadable' }
  const [width, height] = [image.get_width(), image.get_height()]
  if (!(width > 0 && height > 0)) return { kind: 'unreadable' }
  if (width * height > maxPixels) return { kind: 'too-large' }
  const target = { data: new Uint8ClampedArray(width * height * 4), width, height }
  const shown = await new Promise<typeof target | null>((resolve) => image.display(target, resolve))
  return shown === null ? { kind: 'unreadable' } : { kind: 'decoded', data: shown.data.buffer, width, height }
}

// Started with its order by decode-heic.ts, and by nothing else. A file can lead the decoder into a trap: that is the file's fault.
const answer = await decode(workerData as HeicOrder).catch((): HeicAnswer => ({ kind: 'unreadable' }))
parentPort?.postMessage(answer, answer.kind === 'decoded' ? [answer.data] : [])
