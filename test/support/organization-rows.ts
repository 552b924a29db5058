/** An organization's rows as text, without the organization's key: what its copy must have as well. */
import { sql } from 'kysely'
import type { Writer } from '../../src/core/ports.ts'
import { rows } from '../../src/store/database.ts'
import type { Store } from '../../src/store/open-store.ts'
import { COPIED } from '../../src/store/snapshot-tables.ts'
import { plantCustomer } from './plant.ts'

/** By table, in order. `plain` leaves out what a copy does not take as it is: deliveries on their way, working webhooks, syncs. */
export async function rowsOf(
  { database }: Store,
  organization: number,
  { plain = true } = {},
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { name } of COPIED) {
    const left = plain ? (LEFT[name] ?? []) : []
    const lines = await rows<{ row: string }>(
      database,
      sql`select (to_jsonb(t) - 'organization_id' - ${sql.val(left)}::text[])::text as "row" from ${sql.table(name)} t
        where organization_id = ${organization} order by 1`,
    )
    found[name] = lines.map(({ row }) => row)
  }
  return found
}

const LEFT: Readonly<Record<string, string[]>> = {
  deliveries: ['state', 'locked_until'],
  webhooks: ['disabled_at'],
  sources: ['locked_by', 'locked_until', 'every_seconds', 'next_run_at'],
}

/** At least one row of every table that a snapshot holds. */
export async function fillOrganization({ records }: Store, organization: number): Promise<void> {
  await records.write(organization, { kind: 'test' }, async (writer) => {
    await fillShop(writer)
    for (const word of ['ada', 'bob', 'cyd']) await plantCustomer(writer, word, 2)
  })
}

async function fillShop(writer: Writer): Promise<void> {
  const [group] = await writer.create('group', [{ name: 'Regulars' }])
  const [tag] = await writer.create('tag', [{ name: 'kiln' }])
  const [customer] = await writer.create('customer', [
    { email: 'dee@example.com', groupKey: group?.key ?? 0 },
  ])
  await writer.create('customerTag', [{ customerKey: customer?.key ?? 0, tagKey: tag?.key ?? 0 }])
  const [product] = await writer.create('product', [
    { name: 'Bowls', slug: 'bowls', status: 'published', currency: 'USD' },
  ])
  await writer.create('productVariant', [{ productKey: product?.key ?? 0, kind: 'one_time', amount: 900 }])
  const [source] = await writer.create('source', [
    {
      name: 'elsewhere',
      dialect: 'shopline',
      baseUrl: 'https://elsewhere.test/',
      everySeconds: 60,
      nextRunAt: new Date('2020-01-01T00:00:00Z'),
      lockedBy: 'a 1',
      lockedUntil: new Date('2100-01-01T00:00:00Z'),
    },
  ])
  const seen = { sourceKey: source?.key ?? 0, remoteId: '1' }
  await writer.create('sourceRecord', [
    {
      ...seen,
      recordType: 'customer',
      recordKey: customer?.key ?? 0,
      customerKey: customer?.key ?? 0,
      linkedBy: 'id',
      seenRun: 1,
    },
  ])
  await writer.create('heldItem', [
    { ...seen, stream: 'customers', state: 'rejected', reason: 'none', item: {} },
  ])
  await writer.create('promotionCode', [
    { code: 'TEN', discountType: 'percent_off', percentOff: 10, duration: 'once' },
  ])
}
