import { existsSync } from 'node:fs'
import { configDefaults, defineConfig } from 'vitest/config'

/** Tests of an engine that script/test does not install. Where it is not installed they are no part of the tests. */
const BY_HAND = { opencode: 'test/engines/opencode.test.ts' }
const absent = Object.entries(BY_HAND)
  .filter(([engine]) => !existsSync(`engine-locks/${engine}/node_modules/.proctor-lock.json`))
  .map(([, file]) => file)

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...absent],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    globalSetup: 'test/support/nothing-left.ts',
    allowOnly: false,
    passWithNoTests: false,
  },
})
