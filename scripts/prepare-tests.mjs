// Before the tests: the servers they run against and a browser. Installs only what is missing.
import './require-node.mjs'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { executablePath } from '../test/support/browser.ts'

const root = resolve(import.meta.dirname, '..')
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

if (executablePath === undefined && !existsSync(chromium.executablePath())) {
  console.log('Installing a browser for the tests.')
  try {
    if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
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
