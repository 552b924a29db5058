/** Fields that follow from others of the same record, kept so that an index can serve what asks for them. */
import { fold } from '../lib/fold.ts'
import type { AnyRecord } from './change.ts'
import { foldedColumns } from './customer.ts'
import type { Customer, PromotionCode, RecordType } from './schema.ts'

const foldedCode = ({ code, name }: Pick<PromotionCode, 'code' | 'name'>) => ({
  codeFolded: fold(code),
  searchFolded: fold(`${code}\n${name ?? ''}`),
})

const NOBODY = { email: null, phone: null, fullName: null, firstName: null, lastName: null }

/** For a whole record, or a new one that leaves out what is null; nothing for types without such fields. */
export function derivedFields(type: RecordType, record: AnyRecord): AnyRecord {
  if (type === 'customer') return foldedColumns({ ...NOBODY, ...record } as unknown as Customer)
  if (type === 'promotionCode') return foldedCode({ name: null, ...record } as unknown as PromotionCode)
  return {}
}
