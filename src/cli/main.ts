/** The command line: flags, then a call, then what it printed. */
import { Command, CommanderError } from 'commander'
import { registerAdminToken } from './admin-token.ts'
import { registerAssumptions } from './assumptions.ts'
import { registerCheck } from './check.ts'
import { registerDemo } from './demo.ts'
import { explain, oneLine, WrongUsage } from './explain.ts'
import { registerExport } from './export.ts'
import { registerImport } from './import.ts'
import { registerLedger } from './ledger.ts'
import { registerLinks } from './links.ts'
import { registerMigrate } from './migrate.ts'
import { readSwitches } from './options.ts'
import { registerOrg } from './org.ts'
import { registerPerson } from './person.ts'
import { registerReset } from './reset.ts'
import { registerServe } from './serve.ts'
import { registerSnapshot } from './snapshot.ts'
import { registerSync } from './sync.ts'
import { registerSyncs } from './syncs.ts'
import { registerToken } from './token.ts'
import { registerWebhooks } from './webhooks.ts'

const COMMANDS = [
  registerDemo,
  registerServe,
  registerOrg,
  registerToken,
  registerAdminToken,
  registerSnapshot,
  registerReset,
  registerImport,
  registerSync,
  registerSyncs,
  registerExport,
  registerLedger,
  registerLinks,
  registerPerson,
  registerMigrate,
  registerWebhooks,
  registerAssumptions,
  registerCheck,
]

/** Runs one command line; gives the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('clientele')
    .description('One store of commerce customers, served through three platforms’ customer APIs.')
    // Set before there are subcommands: they inherit it.
    .configureOutput({
      outputError: (text, write) =>
        write(`clientele: ${oneLine(text.replace(/^error: /, ''))} (--help shows what is allowed)\n`),
    })
    .exitOverride()
    .hook('preAction', (_, command) => readSwitches(command))
  for (const register of COMMANDS) register(program)
  // Whoever reads us may have read enough (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`clientele: ${explain(error)}\n`)
    return error instanceof WrongUsage ? 2 : 1
  }
}
