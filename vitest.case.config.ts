import { defineConfig } from 'vitest/config'

/** Tests that need the source of Case on this machine: `npm run test:case`. */
export default defineConfig({
  test: {
    include: ['test/real/case.ts'],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    pool: 'forks',
    globalSetup: 'test/support/nothing-left.ts',
    allowOnly: false,
    passWithNoTests: false,
  },
})
