// npm run serve -- [--data DIR] [--port N] [--demo]: the headless host, in this process so that signals reach it.
import './require-node.mjs'
import './follow-npm.mjs'
import { buildIfNeeded } from './build-if-needed.mjs'

buildIfNeeded()
await import('../out/main/headless.js')
