/** The command line: flags, then a call, then what it printed. */
import { Command, CommanderError } from 'commander'
import { registerDemo } from './demo.ts'
import { explain, WrongUsage } from './explain.ts'
import { registerExport } from './export.ts'
import { registerImport } from './import.ts'
import { registerLedger } from './ledger.ts'
import { registerMigrate } from './migrate.ts'
import { registerOrg } from './org.ts'
import { registerServe } from './serve.ts'
import { registerToken } from './token.ts'

const COMMANDS = [
  registerDemo,
  registerServe,
  registerOrg,
  registerToken,
  registerImport,
  registerExport,
  registerLedger,
  registerMigrate,
]

/** Runs one command line; gives the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('clientele')
    .description('One store of commerce customers, served through three platforms’ customer APIs.')
    .showHelpAfterError('(--help shows what is allowed)')
    .exitOverride()
  for (const register of COMMANDS) register(program)
  inheritExit(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`clientele: ${explain(error)}\n`)
    return error instanceof WrongUsage ? 2 : 1
  }
}

/** Every subcommand reports wrong usage to `main` instead of ending the process. */
function inheritExit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError('(--help shows what is allowed)')
    inheritExit(child)
  }
}
