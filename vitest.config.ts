import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      // Pure code beside its tests: the inner loop.
      { test: { name: 'unit', include: ['src/**/*.test.ts'] } },
      // Whatever needs a database, a socket or a process.
      {
        test: {
          name: 'suite',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/postgres-server.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          // vitest insists on it where two projects have different numbers of workers.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
