import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { OAuthReturn } from '../../../main/connectors/connector.ts'

const run = promisify(execFile)

/** Whether snac2 (Debian's package `snac2`, in bookworm-backports) is installed here. */
export const hasSnac: boolean = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'snac')))

/** A snac2 of our own on 127.0.0.1, with its data in a folder of its own. */
export type SnacServer = AsyncDisposable & {
  readonly url: string
  /** Creates somebody and yields their password. */
  readonly addUser: (name: string) => Promise<string>
  /** Any of snac's commands, such as `note`. */
  readonly command: (name: string, ...parameters: string[]) => Promise<string>
}

export async function startSnac(): Promise<SnacServer> {
  const folder = await mkdtemp(join(tmpdir(), 'chirp-snac-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const host = `127.0.0.1:${String(port)}`
  // It asks for address, port, host name, prefix and e-mail address.
  spawnSync('snac', ['init', data], { input: `127.0.0.1\n${String(port)}\n${host}\n\n\n` })
  const settings = join(data, 'server.json')
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('"protocol": "https"', '"protocol": "http"'))
  const child = spawn('snac', ['httpd', data], { stdio: 'ignore' })
  const url = `http://${host}`
  await untilAnswering(`${url}/api/v1/instance`)
  const command = async (name: string, ...parameters: string[]) => (await run('snac', [name, data, ...parameters])).stdout
  return {
    url,
    command,
    addUser: async (name) => /User password is (\S+)/.exec(await command('adduser', name))?.[1] ?? '',
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Fills in the form of its sign-in page. */
export async function consentToSnac(authorizeUrl: string, login: string, passwd: string): Promise<OAuthReturn> {
  const page = await (await fetch(authorizeUrl)).text()
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? ''
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  const body = new URLSearchParams([...hidden, ['login', login], ['passwd', passwd]])
  const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location !== null) return { kind: 'redirect', parameters: Object.fromEntries(new URL(location).searchParams) }
  const shown = await answer.text()
  return { kind: 'code', code: /([0-9a-f]{32})/.exec(shown)?.[1] ?? '' }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilAnswering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (attempt > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
