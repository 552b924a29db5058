import { expect, test } from 'vitest'
import { capacityOf, refuseOnEmbedded } from './capacity.ts'

const databaseUrl = 'postgres://127.0.0.1:1/x'

test.each([
  // Flags, cores, connections of each process, requests that it lets in.
  [{ workers: 1, databaseUrl }, 2, 2, 256],
  [{ workers: 2, databaseUrl }, 2, 2, 256],
  [{ workers: 1, databaseUrl }, 8, 8, 1024],
  [{ workers: 3, databaseUrl }, 16, 5, 640],
  [{ workers: 1, databaseUrl }, 1, 2, 256],
  [{ workers: 2, databaseUrl, connections: 5 }, 8, 2, 256],
  [{ workers: 1, databaseUrl, connections: 1, maxWaiting: 7 }, 8, 1, 7],
  [{ workers: 1 }, 2, 4, 512],
])('%j on %i cores: %i connections, %i requests', (flags, cores, connections, mostInWork) => {
  expect(capacityOf(flags, cores)).toMatchObject({ connections, mostInWork })
})

test('time-outs are what was asked for, or half a minute, ten seconds, and one minute for clients', () => {
  expect(capacityOf({ workers: 1, databaseUrl }).limits).toEqual({ statement: 30_000, connection: 10_000 })
  const asked = { workers: 1, databaseUrl, statementTimeout: 5000, connectionTimeout: 1000 }
  expect(capacityOf(asked).limits).toEqual({ statement: 5000, connection: 1000 })
  expect(capacityOf({ workers: 1 }).clientTimeout).toBe(60_000)
  expect(capacityOf({ workers: 1, clientTimeout: 5000 }).clientTimeout).toBe(5000)
})

test.each([
  [
    { workers: 2 },
    /--workers needs --database-url: the embedded store is one process’s; move to a PostgreSQL/,
  ],
  [{ workers: 2, databaseUrl, sandbox: true }, /--sandbox goes with one process/],
  [{ workers: 1, statementTimeout: 5000 }, /--statement-timeout needs --database-url/],
  [{ workers: 1, connections: 3 }, /--connections needs --database-url/],
  [{ workers: 4, databaseUrl, connections: 3 }, /--connections is 3, less than one for each of 4 workers/],
])('%j is refused', (flags, message) => {
  expect(() => {
    refuseOnEmbedded(flags)
    capacityOf(flags)
  }).toThrow(message)
})
