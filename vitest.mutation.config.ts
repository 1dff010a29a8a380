import { defineConfig } from 'vitest/config'

/** Tests that `npm run test:mutation` may run for a mutant; which of them, it says for each room. */
export default defineConfig({
  test: {
    include: ['src/{gates,policy,verify}/**/*.test.ts', 'test/tamper.test.ts', 'test/contradiction.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
