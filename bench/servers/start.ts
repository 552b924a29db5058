/** Runs a file of the bench as a process that answers one message with one. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endsWithUs } from './children.ts'

export async function start<T>(
  file: URL,
  message: object,
): Promise<{ child: ChildProcess; answer: T; stop(): Promise<void> }> {
  const child = endsWithUs(fork(fileURLToPath(file), { execArgv: ['--import', 'tsx'] }))
  child.send(message)
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof answer === 'number') throw new Error(`${file.pathname} ended with ${answer}`)
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
