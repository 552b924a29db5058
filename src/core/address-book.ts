/**
 * A customer's addresses and the default among them: where there are addresses exactly one is it, on every platform
 * that knows a default.
 */
import type { Writer } from './ports.ts'
import { where } from './query.ts'
import type { Address } from './schema.ts'

/** A customer's addresses as they are in this transaction, which holds the customer; in the order they were added. */
export interface AddressBook {
  writer: Writer
  customerKey: number
  addresses: readonly Address[]
}

/** Locks the customer, so that two changes of one book happen one after the other. */
export async function openBook(
  writer: Writer,
  organization: number,
  customerKey: number,
): Promise<AddressBook> {
  await writer.lockCustomers([customerKey])
  const addresses = await writer.list(organization, {
    type: 'address',
    where: where('address').eq('customerKey', customerKey),
    sort: [{ field: 'key' }],
    // More than can be written through any platform that has a limit: others know none.
    limit: 10_000,
  })
  return { writer, customerKey, addresses }
}

/** The marked one, else the first added (recorded on SHOPLINE). */
export const defaultOf = (addresses: readonly Address[]): Address | undefined =>
  addresses.find((address) => address.isDefault) ?? addresses[0]

/** Makes that address the only default; nothing changes where it is already. */
export async function makeDefault(book: AddressBook, key: number): Promise<void> {
  await unmarkDefault(book, key)
  await book.writer.update('address', key, { isDefault: true })
}

/** Where the default goes, the most recent one that remains takes its place [assumed]. */
export async function removeAddresses(
  { writer, addresses }: AddressBook,
  keys: readonly number[],
): Promise<void> {
  const gone = new Set(keys)
  const before = defaultOf(addresses)
  await writer.remove('address', keys)
  const heir = addresses.findLast(({ key }) => !gone.has(key))
  if (before && gone.has(before.key) && heir) await writer.update('address', heir.key, { isDefault: true })
}

/** At most one is marked at any moment (an index sees to it), so the old one goes before the new one comes. */
export async function unmarkDefault({ writer, addresses }: AddressBook, but: number | null): Promise<void> {
  const marked = addresses.find(({ isDefault, key }) => isDefault && key !== but)
  if (marked) await writer.update('address', marked.key, { isDefault: false })
}
