import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { BIN, clientele } from '../support/process.ts'

const LINES = times(40_000, 2_000_000)
const MOST_MB = 300

/** Resident memory and its peak, in MB, as Linux tells them; all threads, the embedded engine included. */
const memoryOf = (pid: number | undefined) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024
  return { now: of('VmRSS'), most: of('VmHWM') }
}

async function writeFileOf(path: string, lines: number): Promise<void> {
  const file = createWriteStream(path)
  for (let from = 0; from < lines; from += 10_000) {
    const part = Array.from({ length: Math.min(10_000, lines - from) }, (_, index) => {
      const reference = `C${from + index}`
      return `${JSON.stringify({ type: 'customer', reference, email: `${reference}@example.com` })}\n`
    })
    if (!file.write(part.join(''))) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
}

describe.runIf(existsSync('/proc/self/status'))('an import of any length', () => {
  test.each(PROCESS_ENGINES)(
    `of ${LINES} lines stays below ${MOST_MB} MB, does not grow, and tells how far it is, on %s`,
    { timeout: LONG ? 7_200_000 : 600_000 },
    async (engine) => {
      const folder = await mkdtemp(join(tmpdir(), 'clientele-memory-'))
      const { location, drop } = await freshStore(engine)
      const store = location.folder
        ? ['--data', location.folder]
        : ['--database-url', location.databaseUrl ?? '']
      try {
        await clientele(['org', 'create', 'acme', ...store])
        const file = join(folder, 'customers.ndjson')
        await writeFileOf(file, LINES)
        const args = ['import', file, '--org', 'acme', '--format', 'ndjson', '--json', ...store]
        const child = spawn(process.execPath, [BIN, ...args])
        const ended = once(child, 'close')
        let output = ''
        child.stdout.on('data', (text) => {
          output += text
        })
        /** At each progress line: how many lines had been read, and what was resident then. */
        const samples: { read: number; now: number; most: number }[] = []
        child.stderr.on('data', (text) => {
          const read = Number(/import +\d+% +(\d+) read/.exec(String(text))?.[1])
          if (read && child.exitCode === null) samples.push({ read, ...memoryOf(child.pid) })
        })
        expect(await ended).toEqual([0, null])
        expect(JSON.parse(output)).toMatchObject({ read: LINES, created: LINES, rejected: 0 })
        const early = samples.filter(({ read }) => read >= LINES / 3 - 6_000 && read <= LINES / 2)
        const late = samples.filter(({ read }) => read > LINES / 2)
        expect(early.length).toBeGreaterThan(0)
        expect(late.length).toBeGreaterThan(0)
        const usual = (of: typeof samples) => of.reduce((sum, { now }) => sum + now, 0) / of.length
        expect(usual(late) - usual(early)).toBeLessThan(25)
        expect(Math.max(...samples.map(({ most }) => most))).toBeLessThan(MOST_MB)
      } finally {
        await drop()
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
