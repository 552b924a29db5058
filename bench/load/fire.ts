/** Loads one URL from a process of its own: wrk where it is installed, else autocannon. Both sides of a ratio get the same. */
import { execFile, execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { start } from '../servers/start.ts'

export interface Target {
  url: string
  headers: Readonly<Record<string, string>>
}
export interface Load {
  connections: number
  seconds: number
}
export interface Fired {
  /** Requests a second. */
  rate: number
  /** Milliseconds. */
  p50: number
  p99: number
  requests: number
}

export type Fire = (target: Target, load: Load) => Promise<Fired>

const run = promisify(execFile)

/** What loads here, and how it is called in the results. */
export function chooseLoader(): { name: string; fire: Fire } {
  try {
    const [, version] = /wrk (\S+)/.exec(versionOfWrk()) ?? []
    return { name: `wrk ${version ?? ''}`.trim(), fire: fireWrk }
  } catch {
    const { version } = createRequire(import.meta.url)('autocannon/package.json') as { version: string }
    return { name: `autocannon ${version}`, fire: fireAutocannon }
  }
}

/** wrk ends with 1 when it is asked for its version. */
function versionOfWrk(): string {
  try {
    return execFileSync('wrk', ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { code, stdout } = error as { code?: string; stdout?: string }
    if (code === 'ENOENT') throw error
    return stdout ?? ''
  }
}

const headerFlags = (headers: Target['headers'], flag: string) =>
  Object.entries(headers).flatMap(([name, value]) => [flag, `${name}: ${value}`])

async function fireWrk({ url, headers }: Target, { connections, seconds }: Load): Promise<Fired> {
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '20s']
  const { stdout } = await run('wrk', [...flags, ...headerFlags(headers, '-H'), url], { maxBuffer: 1e7 })
  return readWrk(stdout, url)
}

/** The figures in what wrk prints; throws where answers were not 2xx or requests failed. */
export function readWrk(text: string, url: string): Fired {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN)
  const refused = number(/Non-2xx or 3xx responses: (\d+)/)
  const failed = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)
  if (refused > 0) throw new Error(`${url}: ${refused} answers were not 2xx`)
  if (failed) throw new Error(`${url}: ${failed[0].toLowerCase()}`)
  const time = (share: string) => {
    const [, value, unit] = new RegExp(`^\\s*${share}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(text) ?? []
    return Number(value) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit as 'us' | 'ms' | 's' | 'm']
  }
  const found = {
    rate: number(/Requests\/sec:\s+([\d.]+)/),
    p50: time('50'),
    p99: time('99'),
    requests: number(/(\d+) requests in/),
  }
  if (Object.values(found).some(Number.isNaN)) throw new Error(`wrk printed what cannot be read:\n${text}`)
  return found
}

async function fireAutocannon(target: Target, load: Load): Promise<Fired> {
  const { answer, stop } = await start<{ fired: Fired; failures: number }>(
    new URL('./autocannon-process.ts', import.meta.url),
    { ...target, ...load },
  )
  await stop()
  if (answer.failures > 0)
    throw new Error(`${target.url}: ${answer.failures} requests failed or were not answered by 2xx`)
  return answer.fired
}
