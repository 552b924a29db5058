/** The platforms that say how they can be checked. */
import type { Conformance } from '../../dialects/conformance.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { dialects } from '../../dialects/index.ts'
import { WrongCheck } from './errors.ts'

type Checkable = Dialect & { conformance: Conformance }
const isCheckable = (dialect: Dialect): dialect is Checkable => dialect.conformance !== undefined

export const checkable: readonly Checkable[] = dialects.filter(isCheckable)

/** Throws `WrongCheck` for a name that is none. */
export function checkableOf(name: string): Checkable {
  const dialect = checkable.find((one) => one.name === name)
  if (!dialect)
    throw new WrongCheck(`there is no ${name}: one of ${checkable.map((one) => one.name).join(', ')}`)
  return dialect
}
