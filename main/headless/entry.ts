import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createRouter } from '../api/router.ts'
import { createCore } from '../core/create-core.ts'
import { defaultDataDirectory } from './data-directory.ts'
import { openFileSecrets } from '../core/file-secrets.ts'
import { startWebHost } from './web-host.ts'

const USAGE = 'Usage: npm run serve -- [--data DIR] [--port N] [--demo]'

function readArguments(): { data: string; port: number; demo: boolean } {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, port: { type: 'string', default: '0' }, demo: { type: 'boolean', default: false } },
    })
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`The port has to be a number from 0 to 65535, not "${values.port}".`)
    return { data: resolve(values.data ?? defaultDataDirectory(process.platform, process.env)), port, demo: values.demo }
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : String(error)} ${USAGE}`)
  }
}

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

const { data, port, demo } = readArguments()
try {
  const core = await createCore({
    dataDirectory: data,
    host: 'headless',
    secrets: openFileSecrets(data, process.env['CHIRP_PASSPHRASE']),
    shell: { notify: () => undefined, isOnline: () => true },
  })
  const web = await startWebHost({
    port,
    token: randomBytes(24).toString('base64url'),
    pageRoot: resolve(import.meta.dirname, '../../out/renderer'),
    invoke: createRouter(core.services, core.log),
    subscribe: core.subscribe,
    openMedia: core.openMedia,
    log: core.log,
  })
  const close = (): void => {
    void (async () => {
      await web.close()
      await core.close()
      process.exit(0)
    })()
  }
  process.once('SIGTERM', close)
  process.once('SIGINT', close)
  core.start()
  if (demo) await core.services.app.startDemo()
  console.log(`Chirp is ready at ${web.url}`)
} catch (error) {
  stop(error instanceof Error ? error.message : String(error))
}
