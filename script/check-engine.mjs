// Compares the executables of an installed engine with the digests of its lock. Called by script/engines.
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const folder = process.argv[2] ?? '.'
const lock = JSON.parse(readFileSync(join(folder, 'executables.json'), 'utf8'))
const here = `${process.platform}-${process.arch}`
const platform = lock.platforms.find((entry) => entry.platform === here)
if (platform === undefined) {
  console.error(`engine ${lock.engine}: its lock has no digests for ${here}, so it can not be run here`)
  process.exit(1)
}
for (const { path, sha256 } of platform.executables) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, path)), hash)
  if (hash.digest('hex') !== sha256) {
    console.error(`engine ${lock.engine}: ${path} is not what the lock says`)
    process.exit(1)
  }
}
console.log(
  `engine ${lock.engine}: ${lock.version} installed, ${platform.executables.length} executables as the lock says`,
)
