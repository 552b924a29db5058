/** Customers that SHOPLINE's writing cases change: each case has one of its own, so that their order does not count. */
import type { NewRecord } from '../../src/core/ports.ts'
import type { Facts } from '../../src/dialects/case.ts'
import type { World } from '../support/world.ts'

/** The word that is this run's alone. */
export const RUN = 'thetests'

/** By fact; ids among those of the sixty others. */
const CUSTOMERS: Record<string, NewRecord<'customer'>> = {
  updatable: {
    email: `una.${RUN}@example.com`,
    phone: '0085211110000',
    firstName: 'Una',
    lastName: 'Old',
    note: 'Before',
    accountState: 'invited',
  },
  clearable: {
    email: `cleo.${RUN}@example.com`,
    phone: '0085211110001',
    firstName: 'Cleo',
    note: 'Gone',
    gender: 'female',
  },
  mergeable: { email: `merle.${RUN}@example.com` },
  unchanged: { email: `uma.${RUN}@example.com`, note: 'Stays' },
  removable: {
    email: `rita.${RUN}@example.com`,
    phone: '0085211110002',
    firstName: 'Rita',
    lastName: 'Gone',
  },
  owing: { email: 'owen@example.com' },
  findable: { email: `Fay.${RUN}@Example.com`, firstName: 'Fay', gender: 'female' },
  subscriber: {
    email: `sue.${RUN}@example.com`,
    phone: '0085211110003',
    emailConsentState: 'subscribed',
    emailConsentAt: new Date('2026-01-01T00:00:00Z'),
    smsConsentState: 'unsubscribed',
    smsConsentAt: new Date('2026-01-02T00:00:00Z'),
  },
  banned: { email: 'ben@example.com', blacklisted: true, accountState: 'invited' },
  bannable: { email: 'bo@example.com', accountState: 'invited' },
  tagged: { email: 'tess@example.com' },
  invitable: { email: `ivy.${RUN}@example.com` },
  taken: { email: `bob.${RUN}@example.com`, phone: '0085211110005' },
  registered: { email: 'reg@example.com', accountState: 'registered' },
  phone_only: { phone: '0085211110004' },
}
const FIRST_ID = 4_000_000_100

/** Gives their ids and those of what hangs on them; `written` is how many there are. */
export async function writeWritable(world: World, store: number): Promise<{ facts: Facts; written: number }> {
  const names = Object.keys(CUSTOMERS)
  return world.store.records.write(store, { kind: 'test' }, async (writer) => {
    const at = new Date('2023-01-01T00:00:00Z')
    const customers = await writer.create(
      'customer',
      Object.values(CUSTOMERS).map((customer, place) => ({
        ...customer,
        numberId: String(FIRST_ID + place),
        createdAt: at,
        updatedAt: at,
      })),
    )
    writer.keepUpdatedAt(customers.map(({ key }) => key))
    const key = (name: string) => customers[names.indexOf(name)]?.key ?? 0
    const [address] = await writer.create('address', [
      { customerKey: key('mergeable'), line1: '1 Old Road', city: 'Oldtown', zip: '11111', isDefault: true },
    ])
    const [tag, other] = await writer.create('tag', [{ name: 'gone-by-id' }, { name: 'gone-by-name' }])
    await writer.create('customerTag', [
      { customerKey: key('tagged'), tagKey: tag?.key ?? 0 },
      { customerKey: key('tagged'), tagKey: other?.key ?? 0 },
    ])
    await writer.create('payment', [
      { customerKey: key('owing'), currency: 'USD', amount: 100, provider: 'test', paidAt: at },
    ])
    const ids = customers.map(({ numberId }, place) => [names[place] ?? '', numberId])
    return {
      written: customers.length,
      facts: {
        ...Object.fromEntries(ids),
        ...Object.fromEntries(names.map((name) => [`${name}_made`, '2023-01-01T08:00:00+08:00'])),
        ...{ unchanged_at: '2023-01-01T08:00:00+08:00', run: RUN, phones: '00852111100' },
        ...{ phones_plus: '+852111100', taken_phone: '0085211110005', taken_phone_spelled: '+852 1111 0005' },
        address: address?.numberId ?? '',
        tag: tag?.numberId ?? '',
      },
    }
  })
}
