import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { folder, quadrants, removeFolder } from './make-pictures.ts'

afterAll(removeFolder)

/** The system's object library, as Electron brings it into its process. */
const gobject =
  process.platform === 'linux'
    ? /libgobject-2\.0\.so\.0 .*=> (\S+)/.exec(execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }))?.[1]
    : undefined

describe.skipIf(gobject === undefined)('in a process that has the system’s GLib in it', () => {
  const pictures = (asElectron: boolean): { out: string; said: string } => {
    const path = join(folder, 'turned.jpg')
    const script = `
      ${asElectron ? "Object.defineProperty(process.versions, 'electron', { value: '45.4.1' })" : ''}
      const { fitPicture } = await import(${JSON.stringify(resolve('main/media/fit-picture.ts'))})
      const rule = { mimeTypes: ['image/jpeg'], maxBytes: 1e6, maxPixels: null, maxSide: 60 }
      const { bytes, ...result } = await fitPicture({ path: ${JSON.stringify(path)}, mimeType: 'image/jpeg', bytes: 1 }, rule, AbortSignal.timeout(60000))
      console.log(JSON.stringify(result))
      process.exit(0)`
    const said = join(folder, 'said.txt')
    const out = execFileSync(
      '/bin/sh',
      ['-c', `exec "$NODE" --input-type=module -e "$SCRIPT" 2> ${JSON.stringify(said)}; cat ${JSON.stringify(said)} >&2`],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE: process.execPath, SCRIPT: script, LD_PRELOAD: gobject },
      },
    )
    return { out, said: execFileSync('cat', [said], { encoding: 'utf8' }) }
  }

  it('pictures are made without touching it, as Electron on Linux needs', async () => {
    writeFileSync(join(folder, 'turned.jpg'), await quadrants().withMetadata({ orientation: 6 }).jpeg().toBuffer())
    const { out, said } = pictures(true)
    expect(said).not.toContain('GLib')
    expect(JSON.parse(out)).toEqual({
      kind: 'made',
      mimeType: 'image/jpeg',
      width: 45,
      height: 60,
      changes: ['metadata', 'upright', 'size', 'quality'],
    })
  }, 60_000)
})
