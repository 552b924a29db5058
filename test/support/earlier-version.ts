/** The version before the last change of the schema, built from the history of this repository. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()

/** The commit before the one that brought the last migration; null where the history is not here. */
export function earlierCommit(): string | null {
  const last = readdirSync(join(ROOT, 'migrations')).sort().at(-1) ?? ''
  try {
    const brought = git('log', '--diff-filter=A', '--format=%H', '--', `migrations/${last}`)
      .split('\n')
      .at(-1)
    return brought ? git('rev-parse', `${brought}^1`) : null
  } catch {
    return null
  }
}

/** Builds that version's command in `folder`; the path of its executable. Its packages are those that are installed here. */
export function buildVersion(commit: string, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const archive = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: 1 << 28 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const run = (program: string, ...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' })
  run(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json')
  run('scripts/bundle.mjs')
  return join(folder, 'bin/clientele')
}
