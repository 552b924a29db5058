/** The `query` parameter: an exact e-mail search or a search in names (Get Customers). */
import { type Condition, escapeLike, never, where } from '../../../core/query.ts'
import { fold, withoutAccents } from '../../../lib/fold.ts'

const customers = where('customer')

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_{|}~`-]+"
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
/** PHP's e-mail filter without quoted local parts [assumed]. */
const EMAIL = new RegExp(`^(?=.{3,254}$)(?=[^@]{1,64}@)${ATOM}(\\.${ATOM})*@(${LABEL}\\.)+${LABEL}$`)

/** `a@b.co` is one; `jane@localhost` and `łukasz@example.pl` are searched for in names. */
export const isEmail = (text: string): boolean => EMAIL.test(text)

/** A condition on customers for trimmed, non-empty text; a valid e-mail never falls back to the name. */
export function readSearch(text: string, accentSensitive: boolean): Condition {
  if (isEmail(text)) return customers.eq('emailFolded', fold(text))
  // No stored text can hold it, and PostgreSQL refuses it in a parameter.
  if (text.includes('\0')) return never
  return accentSensitive
    ? customers.like('nameFolded', `%${escapeLike(fold(text))}%`)
    : { op: 'plainLike', field: 'nameFolded', pattern: `%${escapeLike(withoutAccents(fold(text)))}%` }
}
