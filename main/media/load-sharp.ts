import { registerHooks } from 'node:module'
import type sharp from 'sharp'

type SharpModule = typeof sharp

let loading: Promise<SharpModule> | null = null

/**
 * The picture library, loaded when the first picture is looked at: starting Chirp does not wait for it. It reads only the formats that
 * Chirp takes, keeps nothing between calls, and works on one strip of a picture at a time per processor.
 */
export function loadSharp(): Promise<SharpModule> {
  loading ??= load()
  return loading
}

async function load(): Promise<SharpModule> {
  const { default: sharp } = needsWebAssembly() ? await withoutNative(() => import('sharp')) : await import('sharp')
  sharp.cache(false)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: READERS })
  return sharp
}

/** What is sniffed as a picture, as libvips names what reads it. Raw pixels are none of its files. */
const READERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadHeif']

/**
 * Electron on Linux brings the system's GLib into the process, where it takes the place of the library's own, and the first decoded picture
 * ends the process (github.com/electron/electron/issues/46323 and github.com/lovell/sharp/issues/4522, read 2026-11-26; seen with
 * libgobject preloaded). The WebAssembly build has no GLib to mix up.
 */
function needsWebAssembly(): boolean {
  return process.platform === 'linux' && process.versions['electron'] !== undefined
}

/** Loads it as on a machine that has no native build, where it takes the WebAssembly one. */
async function withoutNative<T>(work: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      if (!specifier.startsWith('@img/sharp-linux')) return next(specifier, context)
      throw Object.assign(new Error('The native build is left alone'), { code: 'MODULE_NOT_FOUND' })
    },
  })
  try {
    return await work()
  } finally {
    hooks.deregister()
  }
}
