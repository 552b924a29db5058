/** What a server takes of its machine and its database, seen from outside, every few seconds. */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { familyOf, residentBytes } from '../../bench/load/cpu.ts'
import { quantile } from './open-loop.ts'

export interface Sample {
  /** Since the watch began. */
  seconds: number
  /** Of the server's processes together. */
  megabytes: number
  /** Open files and sockets of them. */
  descriptors: number
  /** To its database, of whoever. */
  connections: number
}

export interface Watch {
  samples: Sample[]
  end(): Promise<void>
}

const MEGABYTE = 2 ** 20

export function watchFromOutside(pid: number, databaseUrl: string, everyMs: number): Watch {
  const samples: Sample[] = []
  const name = new URL(databaseUrl).pathname.slice(1)
  const client = new pg.Client({ connectionString: databaseUrl.replace(/\/[^/]*$/, '/postgres') })
  const over = new AbortController()
  const began = performance.now()
  const look = async () => {
    const { rows } = await client.query(
      'select count(*)::int as count from pg_stat_activity where datname = $1',
      [name],
    )
    samples.push({
      seconds: (performance.now() - began) / 1000,
      megabytes: residentBytes(pid) / MEGABYTE,
      descriptors: familyOf(pid).reduce((total, member) => total + descriptorsOf(member), 0),
      connections: rows[0].count,
    })
  }
  const working = (async () => {
    await client.connect()
    while (!over.signal.aborted) {
      await look()
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => {})
    }
    await client.end()
  })()
  working.catch(() => {})
  return {
    samples,
    async end() {
      over.abort()
      await working
    },
  }
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** The medians of so many parts of the time, one after another. */
export function medians(
  samples: readonly Sample[],
  of: Exclude<keyof Sample, 'seconds'>,
  parts: number,
): number[] {
  const size = samples.length / parts
  return Array.from({ length: parts }, (_, part) =>
    quantile(
      samples.slice(Math.floor(part * size), Math.floor((part + 1) * size)).map((one) => one[of]),
      0.5,
    ),
  )
}
