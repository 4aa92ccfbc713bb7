// node build/make-icon.mjs: draws icon.png, of which electron-builder makes the icons of all systems, from icon.svg.
import { readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { launchOptions } from '../test/support/browser.ts'

const SIZE = 1024
const folder = import.meta.dirname
const browser = await chromium.launch(launchOptions)
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } })
await page.setContent(
  `<style>body { margin: 0 } svg { display: block; width: ${SIZE}px }</style>${readFileSync(`${folder}/icon.svg`, 'utf8')}`,
)
await page.screenshot({ path: `${folder}/icon.png`, omitBackground: true })
await browser.close()
