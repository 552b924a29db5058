import { defineConfig } from 'vitest/config'

/** One more than the smallest machines have cores: each waits now and then, for a browser, a child, a time-out. */
const WORKERS = 3

export default defineConfig({
  test: {
    projects: [
      // Pure code beside its tests: the inner loop.
      { test: { name: 'unit', include: ['src/**/*.test.ts'], isolate: false } },
      // Whatever needs a database, a socket or a process.
      {
        test: {
          name: 'suite',
          include: ['test/**/*.test.ts'],
          exclude: ['test/clients/**', 'test/browser/**'],
          globalSetup: [
            'test/support/temporary-folder.ts',
            'test/support/postgres-server.ts',
            'test/support/embedded-engines.ts',
          ],
          // Nothing is global (no mocks, no patched modules): what one file has loaded serves the next.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: WORKERS,
          // vitest insists on it where two projects have different numbers of workers.
          sequence: { groupOrder: 1 },
        },
      },
      // The console in a real Chromium, against the built demo.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/temporary-folder.ts', 'test/browser/start-demo.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      // The vendor's own packages, unmodified, in processes of their own that find and trust the server.
      {
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          globalSetup: ['test/support/temporary-folder.ts', 'test/clients/start-server.ts'],
          execArgv: ['--import', new URL('test/clients/resolve-names.mjs', import.meta.url).href],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
