/** The customer that an id names. */
import type { Reader, Writer } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { customerMissing } from '../errors.ts'
import { isCustomerId } from '../ids-as-numbers.ts'

/** Null for an id that no customer of the store has. */
export const findCustomer = async (
  reader: Pick<Reader, 'find'>,
  organization: number,
  id: string,
): Promise<Customer | null> =>
  isCustomerId(id) ? reader.find(organization, 'customer', 'numberId', id) : null

/** The customer as it stays until the end of the transaction. Throws 404. */
export async function holdCustomer(writer: Writer, organization: number, id: string): Promise<Customer> {
  const held = await holdIfThere(writer, organization, id)
  if (!held) throw customerMissing()
  return held
}

/** The same; null for an id that no customer has, or has no more by the time it could be held. */
export async function holdIfThere(
  writer: Writer,
  organization: number,
  id: string,
): Promise<Customer | null> {
  const seen = await findCustomer(writer, organization, id)
  if (!seen) return null
  await writer.lock('customer', seen.key)
  return writer.find(organization, 'customer', 'key', seen.key)
}
