/** The currency that both customer endpoints require. */
import { isCurrency } from '../../../core/money.ts'
import type { QueryParameter } from '../call.ts'
import type { Parameter } from '../parameters.ts'
import type { EasycartSettings } from '../settings.ts'

/** For the documentation. */
export const CURRENCY: QueryParameter = {
  name: 'currency',
  schema: { type: 'string', pattern: '^[a-z]{3}$', description: 'ISO 4217, in lower case.' },
  required: true,
}

/** The lowercase code, or null when there is no valid one: `pln` is valid, `PLN`, `pl` and `xyz` are not. */
export function readCurrency(
  value: Parameter,
  { uppercaseCurrency }: Pick<EasycartSettings, 'uppercaseCurrency'>,
): string | null {
  if (typeof value !== 'string') return null
  const code = uppercaseCurrency === 'accept' ? value.toLowerCase() : value
  return /^[a-z]{3}$/.test(code) && isCurrency(code.toUpperCase()) ? code : null
}
