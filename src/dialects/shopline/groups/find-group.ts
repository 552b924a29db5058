/** The customer group that a path names. */
import type { Reader, Writer } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Group } from '../../../core/schema.ts'
import type { Target } from '../../conditional.ts'
import { ShoplineRefusal } from '../errors.ts'
import { isRecordId } from '../ids.ts'

export const namedGroup = ({ id = '' }: Record<string, string>): Target | null =>
  isRecordId(id) ? { type: 'group', where: where('group').eq('numberId', id) } : null

/** Throws 404 [assumed]. */
export async function findGroup(
  reader: Pick<Reader, 'find'>,
  organization: number,
  { id = '' }: Record<string, string>,
): Promise<Group> {
  const found = isRecordId(id) ? await reader.find(organization, 'group', 'numberId', id) : null
  if (!found) throw new ShoplineRefusal(404, 'The customer group does not exist.')
  return found
}

/** The group as it stays until the end of the transaction. */
export async function holdGroup(
  writer: Writer,
  organization: number,
  params: Record<string, string>,
): Promise<Group> {
  const { key } = await findGroup(writer, organization, params)
  await writer.lock('group', key)
  return findGroup(writer, organization, params)
}
