/** Starts the real executable's server and waits for its last line of greeting. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BINARY = fileURLToPath(new URL('../../bin/clientele', import.meta.url))

export interface RunningServer {
  origin: string
  pid: number
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** `args` follow `serve`; the port is one the system chooses unless they name one. */
export async function startServer(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    [BINARY, 'serve', ...(args.includes('--port') ? [] : ['--port', '0']), ...args],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let output = ''
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /listens on (https?:\/\/\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then((code) => reject(new Error(`serve ended with ${code}: ${output}`)))
  })
  return {
    origin,
    pid: child.pid ?? 0,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
}
