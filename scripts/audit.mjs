/**
 * Asks the registry for known weaknesses of what is installed. Exit code 1: there are some, in what is shipped any, in tools
 * high ones; 2: it could not be asked, which is no pass. CLIENTELE_AUDIT=optional makes 2 a warning.
 */
import { spawnSync } from 'node:child_process'

const ask = (...flags) => {
  const { stdout } = spawnSync('npm', ['audit', '--json', ...flags], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  try {
    const answer = JSON.parse(stdout)
    return (
      answer.metadata?.vulnerabilities ?? { problem: answer.message ?? answer.error?.summary ?? 'no answer' }
    )
  } catch {
    return { problem: 'no answer' }
  }
}

const [shipped, all] = [ask('--omit=dev'), ask()]
const problem = shipped.problem ?? all.problem
if (problem !== undefined) {
  console.error(`AUDIT NOT DONE: ${problem.split('\n')[0]}`)
  process.exitCode = process.env.CLIENTELE_AUDIT === 'optional' ? 0 : 2
} else {
  const bad = shipped.total + all.high + all.critical
  console.log(
    `audit: ${shipped.total} in what is shipped; ${all.high + all.critical} high or critical in all`,
  )
  process.exitCode = bad === 0 ? 0 : 1
}
