/** The command line: flags, then a call, then what it printed. */
import { Command, CommanderError } from 'commander'
import { maskedError } from '../lib/masked-error.ts'
import { explain, oneLine, SaidAlready, WrongUsage } from './explain.ts'
import { readSwitches } from './options.ts'

/** Each command is loaded when it is asked for: some bring what takes tens of MB. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  demo: async () => (await import('./demo.ts')).registerDemo,
  serve: async () => (await import('./serve.ts')).registerServe,
  org: async () => (await import('./org.ts')).registerOrg,
  token: async () => (await import('./token.ts')).registerToken,
  console: async () => (await import('./console.ts')).registerConsole,
  'admin-token': async () => (await import('./admin-token.ts')).registerAdminToken,
  keys: async () => (await import('./keys.ts')).registerKeys,
  'secret-key': async () => (await import('./rotate-secret-key.ts')).registerSecretKey,
  snapshot: async () => (await import('./snapshot.ts')).registerSnapshot,
  reset: async () => (await import('./reset.ts')).registerReset,
  import: async () => (await import('./import.ts')).registerImport,
  sync: async () => (await import('./sync.ts')).registerSync,
  syncs: async () => (await import('./syncs.ts')).registerSyncs,
  export: async () => (await import('./export.ts')).registerExport,
  backup: async () => (await import('./backup.ts')).registerBackup,
  restore: async () => (await import('./restore.ts')).registerRestore,
  ledger: async () => (await import('./ledger.ts')).registerLedger,
  links: async () => (await import('./links.ts')).registerLinks,
  audit: async () => (await import('./audit.ts')).registerAudit,
  person: async () => (await import('./person.ts')).registerPerson,
  migrate: async () => (await import('./migrate.ts')).registerMigrate,
  webhooks: async () => (await import('./webhooks.ts')).registerWebhooks,
  assumptions: async () => (await import('./assumptions.ts')).registerAssumptions,
  check: async () => (await import('./check.ts')).registerCheck,
}

/** Node would print all that the error holds, a database's with the row that it is about. */
function endUnexpectedly(error: unknown): never {
  const { stack } = error as Partial<Error>
  process.stderr.write(
    `clientele: ended by an error that nobody expected\n${maskedError(stack ?? String(error))}\n`,
  )
  process.exit(1)
}

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
  process.on('uncaughtException', endUnexpectedly)
  // Who asks for a report of a crash gets it without the environment, where keys and passwords are.
  if (process.report) Object.assign(process.report, { excludeEnv: true })
  const asked = Object.hasOwn(COMMANDS, args[0] ?? '') ? COMMANDS[args[0] ?? ''] : undefined
  // Help, and what is no command, need them all.
  for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program)
  // Whoever reads us may have read enough (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof SaidAlready) return error.code
    process.stderr.write(`clientele: ${explain(error)}\n`)
    return error instanceof WrongUsage ? 2 : 1
  }
}
