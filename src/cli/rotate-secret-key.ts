/** `clientele secret-key`: the key under which the store's secrets are encrypted gets a successor, while servers run. */
import type { Command } from 'commander'
import { createResealer } from '../auth/secrets.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { type KeySource, newKey, writeKeys } from './secret-key.ts'
import { keySourceOf, secretsOf, withOpenStore } from './with-store.ts'

interface Flags extends StoreFlags {
  json?: boolean
}

export function registerSecretKey(program: Command): void {
  const key = program
    .command('secret-key')
    .description('the key under which the store’s secrets are encrypted')
  const add = (
    name: string,
    description: string,
    before: (source: KeySource) => Promise<void>,
    after = before,
  ) =>
    withStore(key.command(name).description(description))
      .addOption(jsonFlag())
      .action((flags: Flags) => run(flags, before, after))
  const nothing = async () => {}
  add(
    'rotate',
    'put a new key into the key file and encrypt everything under it; the old one stays readable',
    newFirst,
    nothing,
  )
  add('reseal', 'encrypt everything under the first key; goes on where it was broken off', nothing)
  add('forget', 'the same, then remove the old keys from the key file', hasFile, onlyFirst)
}

async function run(
  flags: Flags,
  before: (source: KeySource) => Promise<void>,
  after: (source: KeySource) => Promise<void>,
): Promise<void> {
  await withOpenStore(flags, async ({ store }) => {
    // Refuses a key that is not the store's.
    await secretsOf(flags, store)
    const source = await keySourceOf(flags)
    await before(source)
    const progress = createProgress('encrypt')
    const { seen, changed, lost } = await store
      .reseal(createResealer(source.keys), (count) =>
        progress.update({ share: null, text: `${count} secrets` }),
      )
      .finally(() => progress.done())
    await after(source)
    const keys = source.keys().length
    if (flags.json) printJson({ secrets: seen, changed, lost, keys })
    else {
      process.stdout.write(
        `${seen} secrets, ${changed} of them encrypted anew; ${keys === 1 ? 'one key is' : `${keys} keys are`} known\n`,
      )
      if (lost > 0)
        process.stdout.write(`${lost} were encrypted under a key that is not known, and stay as they are\n`)
    }
  })
}

async function hasFile({ file }: KeySource): Promise<void> {
  if (file === null)
    throw new Refusal(
      'the key is in the environment: change CLIENTELE_SECRET_KEY there (docs/security.md says how)',
    )
}

/** From then on it seals, in every process that reads this file, and both open. */
async function newFirst(source: KeySource): Promise<void> {
  await hasFile(source)
  await writeKeys(source.file as string, [newKey(), ...source.keys()])
}

/** Nothing is encrypted under the others any more. */
async function onlyFirst(source: KeySource): Promise<void> {
  await writeKeys(source.file as string, source.keys().slice(0, 1))
}
