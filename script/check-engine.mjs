// Compares the executables of an installed engine with the digests of its lock. Called by script/engines.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashInstalled } from '../src/run/hash-tree.ts'

const folder = process.argv[2] ?? '.'
const lock = JSON.parse(readFileSync(join(folder, 'executables.json'), 'utf8'))
const here = `${process.platform}-${process.arch}`
const platform = lock.platforms.find((entry) => entry.platform === here)
if (platform === undefined) {
  console.error(`engine ${lock.engine}: its lock has no digests for ${here}, so it can not be run here`)
  process.exit(1)
}
for (const { path, sha256 } of platform.executables) {
  if ((await hashInstalled(join(folder, path))) !== sha256) {
    console.error(`engine ${lock.engine}: ${path} is not what the lock says`)
    process.exit(1)
  }
}
console.log(
  `engine ${lock.engine}: ${lock.version} installed, ${platform.executables.length} executables as the lock says`,
)
