/** Runs the built command line as other processes see it. `npm test` builds it first. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../../src/store/embedded/engine.ts'

export const BIN = fileURLToPath(new URL('../../bin/clientele', import.meta.url))

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** Settings of whoever runs the suite must not reach the processes under test. */
const environment = (extra: Record<string, string> = {}): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CLIENTELE_'))),
  ...extra,
})

/** One command, to its end; `bin`: of another version than this one. */
export const clientele = (
  args: readonly string[],
  env: Record<string, string> = {},
  bin = BIN,
): Promise<Run> => startClientele(args, env, bin).end

/** One command while it runs. Its code is null where a signal ended it. */
export function startClientele(
  args: readonly string[],
  env: Record<string, string> = {},
  bin = BIN,
): { child: ChildProcess; end: Promise<Run> } {
  const child = spawn(process.execPath, [bin, ...args], { env: environment(env) })
  const output = collect(child)
  return { child, end: ended(child).then((code) => ({ code, ...output() })) }
}

/** Serves the folder to the commands that `work` runs: starting its engine is most of what a short command costs. */
export async function beside<T>(data: string, work: () => Promise<T>): Promise<T> {
  const engine = await openEngine({ folder: data, durable: false, exclusive: true })
  try {
    return await work()
  } finally {
    await engine.close()
  }
}

const WRITER = fileURLToPath(new URL('./writer-child.mjs', import.meta.url))

/** A process that opens the embedded folder itself and writes: see writer-child.mjs. */
export function startWriter(
  folder: string,
  { durable = false, hold = false, name = 'row', count = 1, wrapper = [] as readonly string[] } = {},
) {
  const [program = '', ...rest] = [
    ...wrapper,
    ...[process.execPath, WRITER, folder, durable ? 'durable' : 'fast', name, String(count)],
  ]
  const child = spawn(program, rest, { env: environment() })
  if (!hold) child.stdin.end()
  const output = collect(child)
  const end = ended(child)
  return {
    child,
    /** Lets it close the store and end. */
    release: () => void child.stdin.end(),
    end: end.then((code) => ({ code, ...output() })),
    owned: () => output().stdout.includes('owned true'),
    /** Slugs whose commit was acknowledged, as far as it was said in whole lines. */
    acknowledged: () => [...output().stdout.matchAll(/^\+(\S+)\n/gm)].map((match) => match[1] ?? ''),
  }
}

export interface Started {
  child: ChildProcess
  origin: string
  output(): { stdout: string; stderr: string }
  /** Sends the signal and waits for the end; the exit code, null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** `clientele serve` on a free port, once it says that it listens. `wrapper` is put before the command, `node` are Node's own flags, `bin` is as above. */
export async function startServe(
  args: readonly string[],
  options: {
    env?: Record<string, string>
    wrapper?: readonly string[]
    node?: readonly string[]
    bin?: string
  } = {},
): Promise<Started> {
  const [program = '', ...rest] = [
    ...(options.wrapper ?? []),
    process.execPath,
    ...(options.node ?? []),
    options.bin ?? BIN,
    'serve',
    '--port',
    '0',
    ...args,
  ]
  // The suite's own clients keep connections, which a stop would wait for.
  const env = environment({ CLIENTELE_STOP_GRACE: '0s', ...options.env })
  const child = spawn(program, rest, { env })
  const output = collect(child)
  const end = ended(child)
  const origin = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /Clientele listens on (\S+)/.exec(output().stdout)?.[1]
      if (found) resolve(found)
    }
    child.stdout?.on('data', look)
    void end.then((code) => reject(new Error(`serve ended with ${code}: ${output().stderr}`)))
  })
  return {
    child,
    origin,
    output,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return end
    },
  }
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const seen = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text
    })
  return () => ({ ...seen })
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
