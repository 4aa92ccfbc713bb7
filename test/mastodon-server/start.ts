import { parseArgs } from 'node:util'
import { seedWorld } from './seed/seed-world.ts'
import { startMastodonServer } from './server.ts'
import { isVariantName } from './variants.ts'

/** Starts one server as its own process: prints one line of JSON with its addresses, and ends on SIGTERM, SIGINT or when its parent goes. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    variant: { type: 'string', default: 'mastodon' },
    domain: { type: 'string' },
    seed: { type: 'boolean', default: false },
  },
})
if (!isVariantName(values.variant)) throw new Error(`There is no variant ${values.variant}`)
const server = await startMastodonServer({
  port: Number(values.port),
  variant: values.variant,
  ...(values.domain === undefined ? {} : { domain: values.domain }),
})
if (values.seed) seedWorld(server)
const stop = (): void => void server.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.once('disconnect', stop)
process.stdout.write(`${JSON.stringify({ url: server.url, control: server.controlUrl })}\n`)
