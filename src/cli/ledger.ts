/** `clientele ledger verify`: are the kept figures those of the ledger? */
import type { Command } from 'commander'
import { type Difference, verifyLedger } from '../jobs/verify-ledger.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { withOpenStore } from './with-store.ts'

interface VerifyFlags extends StoreFlags {
  org?: string
  repair?: boolean
  json?: boolean
}

/** More than these are counted but not kept for the JSON answer. */
const MOST_SHOWN = 1000

export function registerLedger(program: Command): void {
  const ledger = program
    .command('ledger')
    .description('orders, payments and refunds, and what is kept of them')
  withStore(ledger.command('verify').description('recompute every kept total and report what differs'))
    .option('--org <slug>', 'only this organization')
    .option('--repair', 'mend what differs')
    .addOption(jsonFlag())
    .action((flags: VerifyFlags) =>
      withOpenStore(flags, async ({ store }) => {
        const chosen = flags.org
          ? [await organizationBySlug(store, flags.org)]
          : await store.organizations.list()
        const shown: (Difference & { organization: string })[] = []
        let customers = 0
        let differences = 0
        const progress = createProgress('verify')
        for (const { key, slug } of chosen) {
          const result = await verifyLedger({
            records: store.records,
            organization: key,
            ranks: store.ranks,
            repair: flags.repair ?? false,
            onDifference: (difference) => {
              if (!flags.json) process.stdout.write(`${slug}: ${describe(difference)}\n`)
              else if (shown.length < MOST_SHOWN) shown.push({ organization: slug, ...difference })
            },
            onProgress: (count) => progress.update({ share: null, text: `${slug}: ${count} customers` }),
          })
          customers += result.customers
          differences += result.differences
        }
        progress.done()
        const repaired = flags.repair ? differences : 0
        if (flags.json) printJson({ customers, differences: shown, count: differences, repaired })
        else
          process.stdout.write(`${customers} customers, ${differences} differences, ${repaired} repaired\n`)
        if (differences > 0 && !flags.repair)
          throw new Refusal(`${differences} kept figures differ from the ledger: --repair mends them`)
      }),
    )
}

const describe = ({ customer, order, currency, figure, kept, ledger }: Difference): string =>
  `${customer ? `customer ${customer} ` : order ? `order ${order} ` : 'counter '}${currency ? `${currency} ` : ''}${figure}: kept ${kept}, ledger ${ledger}`
