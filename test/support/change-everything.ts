/** Changes an organization that `fillOrganization` filled. */
import type { RecordStore } from '../../src/core/ports.ts'
import type { RecordType } from '../../src/core/schema.ts'
import { plantCustomer } from './plant.ts'

/** Something of every kind is changed, removed and added; an e-mail and a default change hands. */
export async function changeEverything(records: RecordStore, organization: number): Promise<void> {
  await records.write(organization, { kind: 'test' }, async (writer) => {
    const all = <T extends RecordType>(type: T) =>
      writer.list(organization, { type, sort: [{ field: 'key' }] as never, limit: 1000 })
    const customers = await all('customer')
    const byEmail = (word: string) =>
      customers.find(({ email }) => email?.toLowerCase().startsWith(word))?.key ?? 0
    const [ada, bob, cyd] = [byEmail('ada@'), byEmail('bob@'), byEmail('cyd@')]
    const [group] = await all('group')
    const [tag] = await all('tag')
    const [product] = await all('product')
    const orders = await writer.list(organization, {
      type: 'order',
      where: { op: 'eq', field: 'customerKey', value: ada },
      sort: [{ field: 'key' }],
      limit: 10,
    })
    await writer.update('customer', ada, { email: 'ada.was@example.com' })
    await writer.update('customer', bob, { email: 'ada@example.com' })
    const [fresh] = await writer.create('customer', [{ email: 'bob@example.com' }])
    await writer.update('order', orders[0]?.key ?? 0, { customerKey: fresh?.key ?? 0 })
    await writer.remove('order', [orders[1]?.key ?? 0])
    await writer.remove('group', [group?.key ?? 0])
    await writer.remove('tag', [tag?.key ?? 0])
    await writer.remove('product', [product?.key ?? 0])
    await writer.remove('webhook', [(await all('webhook'))[0]?.key ?? 0])
    const addresses = await writer.list(organization, {
      type: 'address',
      where: { op: 'eq', field: 'customerKey', value: bob },
      sort: [{ field: 'key' }],
      limit: 2,
    })
    const standard = addresses.find(({ isDefault }) => isDefault)
    const other = addresses.find(({ isDefault }) => !isDefault)
    await writer.update('address', standard?.key ?? 0, { isDefault: false })
    await writer.update('address', other?.key ?? 0, { isDefault: true })
    await writer.erase(cyd)
    await plantCustomer(writer, 'new', 2)
    await writer.create('group', [{ name: 'Regulars' }])
    await writer.create('tag', [{ name: 'kiln' }])
  })
}
