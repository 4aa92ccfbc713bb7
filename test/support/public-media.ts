import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OutgoingMedia, PublicMediaPort } from '../../main/connectors/connector.ts'

/** A media host on this machine: files are really served at the addresses that it gives. */
export type TestMediaHost = AsyncDisposable & {
  readonly port: PublicMediaPort
  /** The names of the files that are there now. */
  readonly names: () => readonly string[]
  /** How many files were put that were not there. */
  readonly puts: () => number
  /** Answers 404 to everybody. */
  readonly lose: (lost: boolean) => void
}

export async function startMediaHost(): Promise<TestMediaHost> {
  const files = new Map<string, { readonly mimeType: string; readonly bytes: Uint8Array<ArrayBuffer> }>()
  let [puts, isLost] = [0, false]
  const server = createServer((request, response) => {
    const file = isLost ? undefined : files.get((request.url ?? '').slice(1))
    if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': file.mimeType }).end(file.bytes)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port: number } = server.address() as AddressInfo
  const put = async (media: OutgoingMedia) => {
    const name = media.sha256
    if (!files.has(name)) {
      files.set(name, { mimeType: media.mimeType, bytes: await media.read() })
      puts++
    }
    return { url: `http://127.0.0.1:${String(number)}/${name}`, name }
  }
  return {
    port: { put, release: (name) => Promise.resolve(void files.delete(name)) },
    names: () => [...files.keys()],
    puts: () => puts,
    lose: (lost) => {
      isLost = lost
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}
