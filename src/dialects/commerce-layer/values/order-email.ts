/** An order's e-mail: its customer's, as that is shown; where there is none, the one that came with the order. */
import type { Order } from '../../../core/schema.ts'
import type { Value } from '../describe-resource.ts'
import type { FieldSource } from '../resource.ts'
import { ownerEmail, ownersEmail } from './customer-values.ts'

export const orderEmail: Value<Order> = {
  source: {
    ...(ownersEmail.source as FieldSource),
    when: {
      op: 'some',
      relation: 'customer',
      where: { op: 'not', of: { op: 'null', field: 'emailFolded' } },
    },
    otherwise: { field: 'customerEmail' },
  },
  present: (order, { related }) => ownerEmail(related) || order.customerEmail,
}
