// npm start: the desktop app; where it cannot run, the same app in a browser.
import './require-node.mjs'
import './follow-npm.mjs'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfNeeded } from './build-if-needed.mjs'

const root = resolve(import.meta.dirname, '..')

/** The Electron executable: its package downloads it at first use, and throws where that is not possible. */
function electronExecutable() {
  const asked = spawnSync(process.execPath, ['-e', 'process.stdout.write("\\n" + require("electron"))'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 300_000,
  })
  const path = asked.status === 0 ? asked.stdout.trimEnd().split('\n').at(-1) : undefined
  return path !== undefined && existsSync(path) ? path : null
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Opens an address in the person's browser, where there is one. */
function openBrowser(url) {
  const [command, ...args] = { darwin: ['open', url], win32: ['rundll32', 'url.dll,FileProtocolHandler', url] }[process.platform] ?? [
    'xdg-open',
    url,
  ]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}

/** The headless host as a child, its address opened in a browser. */
function serve(reason) {
  console.log(`${reason} Chirp runs in your browser instead.`)
  const child = spawn(process.execPath, [join(root, 'scripts/serve.mjs'), ...process.argv.slice(2)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let opened = false
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk)
    const url = /http:\/\/\S+/.exec(String(chunk))?.[0]
    if (url === undefined || opened) return
    opened = true
    if (hasDisplay()) openBrowser(url)
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 0))
}

buildIfNeeded()
if (!hasDisplay()) serve('There is no display here.')
else {
  const executable = electronExecutable()
  if (executable === null) serve('The Electron executable could not be had here.')
  else {
    const started = Date.now()
    const child = spawn(executable, [root, ...process.argv.slice(2)], { stdio: 'inherit' })
    child.on('error', () => serve('The Electron executable could not be started here.'))
    child.on('exit', (code) => {
      // Missing system libraries end it at once; later it is the person who closed it.
      if (code !== 0 && code !== null && Date.now() - started < 5_000) serve('The Electron executable could not be started here.')
      else process.exit(code ?? 0)
    })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  }
}
