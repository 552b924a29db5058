/** Invoices of the demo, kept where Easycart shows them: in the extras of the order or payment that they are for. */
import type { JsonObject } from '../../core/schema.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { uuidFrom } from '../../lib/uuid.ts'

const PREFIX = { vat: 'FV', proforma: 'PRO' } as const

/** One invoice: `FV/2026/03/0417`. */
export function invoices(type: keyof typeof PREFIX, at: Date, random: SeededRandom): JsonObject {
  const [year, month] = at.toISOString().split('-')
  const number = `${PREFIX[type]}/${year}/${month}/${String(random.integer(1, 9999)).padStart(4, '0')}`
  const id = uuidFrom(random.bytes(16))
  return { easycart: { invoices: [{ id, number, issued_at: at.toISOString(), type }] } }
}
