/** One sandbox for the whole run: `clientele demo` on a free port. It ends with the run and keeps nothing. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

// Where the package is: in a project's node_modules, and in Clientele's own clone too.
const PACKAGE = dirname(createRequire(import.meta.url).resolve('clientele/package.json'))
const DEMO = ['demo', '--customers', '20', '--now', '2026-06-01', '--port', '0', '--json']

export default async function setup(project) {
  const child = spawn(process.execPath, [join(PACKAGE, 'bin/clientele'), ...DEMO], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  project.provide('clientele', await ready(child))
  return () => {
    child.kill()
    return ended
  }
}

/** The line that says where everything is and what opens it. */
async function ready(child) {
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  throw new Error('clientele demo did not start')
}
