// Before the tests: the servers they run against and a browser. Installs only what is missing.
import './require-node.mjs'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { executablePath } from '../test/support/browser.ts'

const root = resolve(import.meta.dirname, '..')
const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
const run = (command, ...args) =>
  execFileSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: process.platform === 'win32',
  })

if (!existsSync(join(root, 'test/networks/node_modules/.package-lock.json'))) {
  console.log('Installing the Bluesky network that the tests run against.')
  run('npm', 'ci', '--prefix', 'test/networks', '--no-audit', '--no-fund')
}

/** Whether a program is on the path. */
const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

// A second real server of the Mastodon API, where Debian has it (trixie, or bookworm-backports); its tests say that they are skipped elsewhere.
if (isRootOnDebian && !has('snac')) {
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'snac2'], { stdio: 'ignore' })
  console.log(
    status === 0 ? 'Installed snac, a small server of the Mastodon API.' : 'There is no package of snac here: its tests are skipped.',
  )
}

if (executablePath === undefined && !existsSync(chromium.executablePath())) {
  console.log('Installing a browser for the tests.')
  try {
    if (isRootOnDebian) {
      run('apt-get', 'update', '-qq')
      run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji', 'fonts-noto-cjk')
    } else {
      run('npx', 'playwright', 'install', 'chromium')
    }
  } catch {
    console.error('The tests need Chromium: install it and set CHIRP_CHROMIUM to its path.')
    process.exit(1)
  }
}
