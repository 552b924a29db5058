/** Processes that the bench started end with it, however it ends. */
import type { ChildProcess } from 'node:child_process'

const living = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export function endsWithUs<T extends ChildProcess>(child: T): T {
  living.add(child)
  child.once('exit', () => living.delete(child))
  return child
}
