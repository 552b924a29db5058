/** Starts the yardstick in a process of its own: `node:http` alone, sending these bytes. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from './serve.ts'

/** Runs a file of the bench as a process that answers one message with one. */
export async function start<T>(
  file: string,
  message: object,
): Promise<{ child: ChildProcess; answer: T; stop(): Promise<void> }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--import', 'tsx'] })
  child.send(message)
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof answer === 'number') throw new Error(`${file} ended with ${answer}`)
  return {
    child,
    answer,
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

export async function serveBare(
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const { child, answer, stop } = await start<string>('../bare-process.ts', { body, headers })
  return { origin: answer, pid: child.pid ?? 0, stop }
}
