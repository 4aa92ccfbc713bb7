// node test/support/electron-stand-in/run.ts out/main/main.js [--data DIR]: runs the built main bundle on the stand-in.
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveOrders } from './control.ts'

const standIn = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', configurable: true, enumerable: true })
Object.defineProperty(process, 'type', { value: 'browser' })
// As Electron has it: the executable, the app, its arguments.
process.argv.splice(1, 1)

const { app, default: electron } = await import('./electron.ts')
serveOrders(electron)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
await import(pathToFileURL(resolve(process.argv[1] ?? 'out/main/main.js')).href)
app.becomeReady()
// The process lives as long as the app, whatever else is under way.
setInterval(() => undefined, 60_000)
