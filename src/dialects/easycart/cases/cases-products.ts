/** Cases of POST /products, PATCH /products/{id} and the two variant endpoints. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { uuid, VARIANT_MEMBERS } from './case-shapes.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'
import { PLAIN_SETTINGS } from './cases-selling.ts'

const CREATE = 'Create Product'
const UPDATE = 'Update Product'
const ASSUMED = 'assumed'

/** A product as it is when nothing but the three required fields is said. */
const plain = {
  id: uuid,
  status: 'draft',
  name: 'Kurs Żółć & spółka {run}',
  description: null,
  slug: 'kurs-zolc-spolka-{run}',
  image_url: null,
  checkout_url: /^https?:.*\/checkout\/[0-9a-f-]{36}$/,
  currency: 'pln',
  file: null,
  files: [],
  active_from: null,
  active_until: null,
  ...PLAIN_SETTINGS,
  variants: [],
} satisfies Record<string, Shape>

const three = { status: 'draft', name: ' Kurs Żółć & spółka {run} ', currency: 'PLN' }
const file = (name: string) => ({ name, url: `https://files.example.com/${name}` })
const full = {
  status: 'published',
  name: 'Everything',
  currency: 'eur',
  description: 'All of it',
  image_url: 'https://img.example.com/a.png',
  slug: 'all-of-it-{run}',
  active_from: '2026-01-01T00:00:00+01:00',
  active_until: '2026-12-31',
  redirect_url: 'https://example.com/thanks',
  webhook_url: 'https://example.com/hook',
  terms_url: 'https://example.com/terms',
  policy_url: 'https://example.com/policy',
  contact_email: 'help@example.com',
  refund_days: 14,
  show_discount_field: false,
  delegable: true,
  file: file('legacy.pdf'),
  files: [file('a.pdf'), file('b.pdf')],
}
const long = (length: number) => 'x'.repeat(length)

const createCases: ConformanceCase[] = [
  writes('a product with the three required fields', CREATE, sends('POST', '/products', three), 201, plain),
  writes(
    'a slug that the name has already given is numbered',
    ASSUMED,
    sends('POST', '/products', three),
    201,
    {
      ...plain,
      slug: 'kurs-zolc-spolka-{run}-2',
    },
  ),
  writes('a product with everything; files win over file', CREATE, sends('POST', '/products', full), 201, {
    ...plain,
    ...full,
    active_from: '2025-12-31T23:00:00+00:00',
    active_until: '2026-12-31T00:00:00+00:00',
    file: file('a.pdf'),
  }),
  writes(
    'a slug that is taken is refused',
    CREATE,
    sends('POST', '/products', { ...three, slug: 'all-of-it-{run}' }),
    422,
    invalid({ slug: 'The slug has already been taken.' }),
  ),
  ...(['{}', '', '{"name":', '[]', '"text"', '{"status":null,"name":"  ","currency":""}'] as const).map(
    (body) =>
      writes(
        `a product of ${JSON.stringify(body)} lacks what is required`,
        CREATE,
        sends('POST', '/products', body),
        422,
        invalid({
          status: 'The status field is required.',
          name: 'The name field is required.',
          currency: 'The currency field is required.',
        }),
      ),
  ),
  writes(
    'every field that breaks a rule is told, in the order of the page',
    CREATE,
    sends('POST', '/products', {
      files: [{ name: long(101) }, 'x'],
      currency: 'pl',
      name: 1,
      status: 'live',
      description: long(10_001),
      image_url: 'nowhere',
      slug: 'Not A Slug',
      active_from: '2026-02-30',
      active_until: 'soon',
      redirect_url: `https://example.com/${long(1000)}`,
      contact_email: 'nobody',
      refund_days: 'many',
      delegable: 'yes',
    }),
    422,
    invalid({
      status: 'The status field must be one of: draft, published.',
      name: 'The name field must be a string.',
      currency: 'The currency field must be exactly 3 characters.',
      description: 'The description field must not be greater than 10000 characters.',
      image_url: 'The image url field must be a valid URL.',
      slug: 'The slug field format is invalid.',
      active_from: 'The active from field must be a valid date.',
      active_until: 'The active until field must be a valid date.',
      redirect_url: 'The redirect url field must not be greater than 1000 characters.',
      contact_email: 'The contact email field must be a valid email address.',
      refund_days: 'The refund days field must be an integer.',
      delegable: 'The delegable field must be true or false.',
      'files.0.name': 'The files.0.name field must not be greater than 100 characters.',
      'files.0.url': 'The files.0.url field is required.',
      'files.1': 'The files.1 field must be an array.',
    }),
  ),
  writes(
    'an end before the beginning, a currency that is none, too many files',
    CREATE,
    sends('POST', '/products', {
      ...three,
      currency: 'abc',
      active_from: '2026-02-01',
      active_until: '2026-01-01',
      files: Array.from({ length: 6 }, (_, place) => file(`${place}`)),
    }),
    422,
    invalid({
      currency: 'The selected currency is invalid.',
      active_until: 'The active until field must be a date after or equal to active from.',
      files: 'The files field must not have more than 5 items.',
    }),
  ),
]

const updateCases: ConformanceCase[] = [
  writes(
    'only the keys that were sent change',
    UPDATE,
    sends('PATCH', '/products/{product}', { name: 'Renamed', refund_days: 7, files: [file('c.pdf')] }),
    200,
    {
      ...plain,
      id: '{product}',
      name: 'Renamed',
      slug: 'course-{run}',
      refund_days: 7,
      file: file('c.pdf'),
      files: [file('c.pdf')],
      status: 'published',
      variants: [],
    },
  ),
  writes(
    'null clears, an empty list removes all files, a slug stays',
    UPDATE,
    sends('PATCH', '/products/{product}', { refund_days: null, files: [], slug: null, webhook_url: null }),
    200,
    { ...plain, id: '{product}', name: 'Renamed', slug: 'course-{run}', status: 'published', variants: [] },
  ),
  writes(
    'what a product needs cannot be cleared',
    UPDATE,
    sends('PATCH', '/products/{product}', { name: null, status: '', active_until: 'x' }),
    422,
    invalid({
      status: 'The status field is required.',
      name: 'The name field is required.',
      active_until: 'The active until field must be a valid date.',
    }),
  ),
  writes(
    'a slug of another product is refused',
    UPDATE,
    sends('PATCH', '/products/{product}', { slug: 'all-of-it-{run}' }),
    422,
    invalid({ slug: 'The slug has already been taken.' }),
  ),
  ...wrongIds('Product', 'PATCH', (id) => `/products/${id}`, '{foreign_product}'),
]

const monthly = {
  type: 'recurring',
  amount: 4900,
  recurring_options: { interval: 'month', interval_count: 3 },
}
const variant = {
  id: uuid,
  type: 'one_time',
  recurring_options: null,
  name: null,
  amount: 0,
  ...VARIANT_MEMBERS,
} satisfies Record<string, Shape>

/** All that Update Product Variant takes besides the name. */
const everything = {
  custom_id: 'SKU-250G',
  is_hidden: true,
  trial_period_days: 7,
  active_cycles: 12,
  cancel_early: true,
  keep_access_after_expiring: true,
  allow_multiple_subscriptions: true,
  active_days: 30,
  quantity: 100,
  has_quantity: true,
  old_price: 2499,
  active_from: '2026-01-01T00:00:00+01:00',
  active_until: '2026-12-31',
  show_active_until_counter: true,
  tax_behavior: 'exclusive',
  refund_days: 14,
  redirect_url: 'https://example.com/thanks',
  redirect_time: 5,
  files: [file('a.pdf'), file('b.pdf')],
  invoice_remarks: 'Thank you',
}

const variantCases: ConformanceCase[] = [
  writes(
    'a new variant that is paid once',
    'Create Product Variant',
    sends('POST', '/products/{product}/variants', { type: 'one_time', amount: 0 }),
    201,
    variant,
  ),
  writes(
    'a new variant that is paid again and again',
    'Create Product Variant',
    sends('POST', '/products/{product}/variants', { ...monthly, name: 'Quarterly', trial_period_days: 7 }),
    201,
    {
      ...variant,
      type: 'recurring',
      recurring_options: monthly.recurring_options,
      name: 'Quarterly',
      amount: 4900,
      trial_period_days: 7,
    },
  ),
  writes(
    'an empty variant lacks its type and amount',
    'Create Product Variant',
    sends('POST', '/products/{product}/variants', {}),
    422,
    invalid({ type: 'The type field is required.', amount: 'The amount field is required.' }),
  ),
  writes(
    'a recurring variant needs its rhythm',
    'Create Product Variant',
    sends('POST', '/products/{product}/variants', { type: 'recurring', amount: -1, tax_behavior: 'none' }),
    422,
    invalid({
      amount: 'The amount field must be at least 0.',
      recurring_options: 'The recurring options field is required when type is recurring.',
      tax_behavior: 'The tax behavior field must be one of: inclusive, exclusive.',
    }),
  ),
  writes(
    'a rhythm has an interval of four',
    'Create Product Variant',
    sends('POST', '/products/{product}/variants', {
      ...monthly,
      recurring_options: { interval: 'monthly', interval_count: 0 },
    }),
    422,
    invalid({
      'recurring_options.interval':
        'The recurring options.interval field must be one of: day, week, month, year.',
      'recurring_options.interval_count': 'The recurring options.interval count field must be at least 1.',
    }),
  ),
  ...wrongIds('Product', 'POST', (id) => `/products/${id}/variants`, '{foreign_product}'),
  writes(
    'a variant changes but for its price',
    'Update Product Variant',
    sends('PATCH', '/product-variants/{variant}', {
      name: 'Lifetime',
      amount: 1,
      ...everything,
    }),
    200,
    {
      ...variant,
      id: '{variant}',
      name: 'Lifetime',
      amount: 9900,
      ...everything,
      active_from: '2025-12-31T23:00:00+00:00',
      active_until: '2026-12-31T00:00:00+00:00',
      file: file('a.pdf'),
    },
  ),
  writes(
    'null clears what a variant has',
    'Update Product Variant',
    sends('PATCH', '/product-variants/{variant}', {
      ...Object.fromEntries(Object.keys(everything).map((name) => [name, null])),
      name: null,
    }),
    200,
    { ...variant, id: '{variant}', amount: 9900 },
  ),
  writes(
    'a change of a variant that breaks rules',
    'Update Product Variant',
    sends('PATCH', '/product-variants/{variant}', {
      active_days: 0,
      cancel_early: 'no',
      show_active_until_counter: 'no',
      redirect_url: 'nowhere',
      redirect_time: -1,
      files: [{}],
    }),
    422,
    invalid({
      cancel_early: 'The cancel early field must be true or false.',
      active_days: 'The active days field must be at least 1.',
      show_active_until_counter: 'The show active until counter field must be true or false.',
      redirect_url: 'The redirect url field must be a valid URL.',
      redirect_time: 'The redirect time field must be at least 0.',
      'files.0.name': 'The files.0.name field is required.',
      'files.0.url': 'The files.0.url field is required.',
    }),
  ),
  ...wrongIds('Product variant', 'PATCH', (id) => `/product-variants/${id}`, '{foreign_variant}'),
]

export const productCases = [...createCases, ...updateCases, ...variantCases]
