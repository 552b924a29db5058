/** A small shop: Ada, of whom everything is known, and 26 plain customers `person-01` … `person-26`. */

export const IDS = { ada: 'AdaLovelac', group: 'Wholesaler', tag: 'TagForVips', order: 'OrderOfAda' }

const ada = { email: 'Ada@Example.com' }

const people = Array.from({ length: 26 }, (_, index) => ({
  type: 'customer',
  email: `person-${String(index + 1).padStart(2, '0')}@example.com`,
  created_at: new Date(Date.UTC(2025, 1, index + 1)).toISOString(),
  reference: index % 2 ? `crm-${index + 1}` : null,
  // Three of them: person-01 to person-03.
  group: index < 3 ? { short_id: IDS.group } : null,
}))

export const shop: readonly object[] = [
  { type: 'group', short_id: IDS.group, name: 'Wholesale', code: 'wh' },
  { type: 'tag', short_id: IDS.tag, name: 'vip' },
  {
    type: 'customer',
    short_id: IDS.ada,
    ...ada,
    created_at: '2025-01-01T08:00:00.250Z',
    updated_at: '2025-01-02T00:00:00Z',
    reference: 'crm-1',
    reference_origin: 'crm',
    metadata: { vip: true, level: { gold: 1 } },
    group: { short_id: IDS.group },
    tags: [{ name: 'vip' }],
  },
  ...people,
  {
    type: 'address',
    reference: 'home',
    customer: ada,
    first_name: 'Ada',
    last_name: 'Byron',
    line1: '1 High St',
    city: 'London',
    country_code: 'GB',
  },
  {
    type: 'order',
    short_id: IDS.order,
    customer: ada,
    number: '1001',
    status: 'completed',
    currency: 'EUR',
    amount: 123_456,
    created_at: '2025-03-01T00:00:00Z',
  },
  {
    type: 'order',
    reference: 'cart',
    customer: ada,
    status: 'created',
    currency: 'JPY',
    amount: 500,
    created_at: '2025-03-02T00:00:00Z',
  },
  {
    type: 'subscription',
    reference: 'club',
    customer: ada,
    product_name: 'Club',
    status: 'active',
    currency: 'EUR',
    recurring_amount: 900,
    interval: 'month',
  },
]
