/** The `include` parameter of single objects (section 3.1). */
import { type Parameter, textOf } from '../parameters.ts'

/** `orders, ltv` → both names; case counts, unknown names mean nothing. */
export const readInclude = (value: Parameter): ReadonlySet<string> =>
  new Set((textOf(value) ?? '').split(',').map((name) => name.trim()))
