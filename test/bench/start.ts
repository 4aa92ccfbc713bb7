import { spawn } from 'node:child_process'
import { cpSync, linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { buildPage } from '../support/build-page.ts'
import { median, report } from './figure.ts'

const RUNS = 7

/** From starting the process to the first page of the timeline over the bridge, ms; and how many rows it had. */
async function startOnce(dataDirectory: string): Promise<{ ms: number; rows: number }> {
  const began = performance.now()
  const host = spawn(process.execPath, ['out/main/headless.js', '--data', dataDirectory], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise<URL>((resolve, reject) => {
      createInterface(host.stdout).once('line', (line) => resolve(new URL(line.replace('Chirp is ready at ', ''))))
      host.once('exit', () => reject(new Error('The host ended.')))
    })
    const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? ''
    const page = fetch(url.origin + '/').then((answer) => answer.text())
    const socket = new WebSocket(`ws://${url.host}/bridge`, ['chirp.v1', token], { origin: url.origin })
    const rows = await new Promise<number>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('open', () =>
        socket.send(JSON.stringify({ id: 1, name: 'timeline.page', input: { cursor: null, limit: 50, accountIds: null } })),
      )
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { id?: number; result?: { ok: boolean; value: { rows: unknown[] } } }
        if (message.id === 1 && message.result?.ok === true) resolve(message.result.value.rows.length)
      })
    })
    await page
    socket.close()
    return { ms: performance.now() - began, rows }
  } finally {
    const ended = new Promise((resolve) => host.once('exit', resolve))
    host.kill('SIGTERM')
    await ended
  }
}

/** Start to first page served, with an empty store and with one of so many posts, in turn. */
export async function benchStart(filled: string, posts: number): Promise<boolean> {
  buildPage()
  const folder = mkdtempSync(join(tmpdir(), 'chirp-bench-'))
  try {
    const full = join(folder, 'full')
    mkdirSync(full)
    // The same file under another name: as large a copy would only warm things up.
    linkSync(filled, join(full, 'chirp.sqlite'))
    const emptyMs: number[] = []
    const fullMs: number[] = []
    for (let run = 0; run <= RUNS; run++) {
      const emptyFolder = join(folder, `empty-${run}`)
      // An empty store that exists: making the schema is not what is measured.
      if (run === 0) await startOnce(join(folder, 'empty'))
      cpSync(join(folder, 'empty'), emptyFolder, { recursive: true })
      const [a, b] = [await startOnce(emptyFolder), await startOnce(full)]
      if (a.rows !== 0 || b.rows !== 50) throw new Error(`Wanted 0 and 50 rows, got ${a.rows} and ${b.rows}.`)
      // The first of each warms the file cache up.
      if (run > 0) {
        emptyMs.push(a.ms)
        fullMs.push(b.ms)
      }
    }
    report({ name: 'start to first page, empty store', value: median(emptyMs), unit: 'ms', ratio: null, against: null, target: null })
    return report({
      name: `start to first page, ${posts} posts`,
      value: median(fullMs),
      unit: 'ms',
      ratio: median(fullMs) / median(emptyMs),
      against: 'start to first page, empty store',
      target: '<=1.2',
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
