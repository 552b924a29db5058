/** `clientele audit`: who read, exported, changed or erased whom. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { AUDIT_KINDS, type AuditKind } from '../core/audit.ts'
import { findPerson } from '../jobs/person/find-person.ts'
import { idsOf } from '../jobs/person/ids-of.ts'
import type { Store } from '../store/open-store.ts'
import { Refusal } from './explain.ts'
import { duration, integer, jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson, printTable } from './print.ts'
import { withOpenStore } from './with-store.ts'

interface AuditFlags extends StoreFlags {
  org: string
  customer?: string
  kind?: AuditKind
  since?: Date
  limit: number
  json?: boolean
}

export function registerAudit(program: Command): void {
  withStore(
    program.command('audit').description('show who read, exported, changed or erased whom, newest first'),
  )
    .requiredOption('--org <slug>', 'organization whose people it is about')
    .option(
      '--customer <person>',
      'only what names this person: an e-mail address, or any public id, also of one who is gone',
    )
    .addOption(new Option('--kind <kind>', 'only this kind').choices([...AUDIT_KINDS]))
    .option('--since <time>', 'only from then on: 2026-06-01T00:00:00Z, or 7d for the last seven days', since)
    .option('--limit <count>', 'at most so many', integer(1, 100_000), 100)
    .addOption(jsonFlag())
    .action((flags: AuditFlags) =>
      withOpenStore(flags, async ({ store }) => {
        const { key } = await organizationBySlug(store, flags.org)
        const subjects = flags.customer === undefined ? undefined : await idsFor(store, key, flags.customer)
        const { kind, since, limit } = flags
        const entries = (await store.audit.list(key, { kind, since, subjects }, limit)).map(
          ({ key: _key, at, onBehalf, trace, ...entry }) => ({
            at: at.toISOString(),
            ...entry,
            on_behalf: onBehalf,
            trace_id: trace,
          }),
        )
        if (flags.json) printJson({ organization: flags.org, entries })
        else
          printTable(
            entries.map(({ on_behalf: _onBehalf, subjects: named, ...entry }) => ({
              ...entry,
              subjects: named.join(' '),
            })),
          )
      }),
    )
}

/** Of somebody who is not there any more the id alone is known. */
async function idsFor({ records }: Store, organization: number, text: string): Promise<string[]> {
  const found = await findPerson(records, organization, text)
  const ids = await Promise.all(found.map((customer) => idsOf(records, organization, customer)))
  if (found.length === 0 && text.includes('@'))
    throw new Refusal(
      `no customer has the e-mail address ${JSON.stringify(text)}: give an id, which outlives an erasure`,
    )
  return found.length === 0 ? [text] : ids.flat()
}

function since(text: string): Date {
  if (/^\d+[smhdwy]$/.test(text)) return new Date(Date.now() - duration(text))
  const at = new Date(text)
  if (!/^\d{4}-/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Allowed: a time such as 2026-06-01T00:00:00Z, or a length such as 7d.')
  return at
}
