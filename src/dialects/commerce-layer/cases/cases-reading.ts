/** Conformance cases of reading customers and what hangs on them: sorting, pages, filters, relationships (section 3). */
import type { ConformanceCase } from '../../case.ts'
import {
  all,
  atLeast,
  type Check,
  count,
  good,
  is,
  keys,
  matches,
  members,
  numberAt,
  ours,
  paged,
  sorted,
} from './case-checks.ts'
import { related } from './cases-related.ts'
import { includedAreLinked, includedTypes } from './reading-checks.ts'

const needing = (needs: readonly string[], one: ConformanceCase): ConformanceCase => ({ ...one, needs })

const sortedBoth = (field: string) =>
  [field, `-${field}`].map((sort) =>
    good(`sort by ${sort}`, 'Sorting results', `/customers?sort=${sort}`, count('{customers}')),
  )

/** A filter that at least one customer of any server fits, with what must be true of each. */
const filtered = (name: string, query: string, exactly: number, ...checks: Check[]) =>
  good(
    name,
    'Filtering data',
    `/customers?${query}`,
    atLeast('meta.record_count', 1),
    paged(10),
    ...checks,
    ours(count(exactly)),
  )
/** A filter that leaves nothing out. */
const unfiltered = (name: string, source: string, query: string) =>
  good(name, source, `/customers?${query}`, count('{customers}'))

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const ascending = (before: unknown, after: unknown) => text(before) <= text(after)

const sorting: readonly ConformanceCase[] = [
  ...[
    'email',
    'status',
    'total_orders_count',
    'id',
    'created_at',
    'updated_at',
    'reference',
    'reference_origin',
    'anonymization_status',
    'customer_group',
    'customer_group.name',
    'customer_group.code',
  ].flatMap(sortedBoth),
  good(
    'sorted by e-mail, from Z to A',
    'Sorting results',
    '/customers?sort=-email',
    // By first letters alone: servers order what is neither letter nor digit in their own ways.
    sorted('attributes.email', 'not after the one before it', (before, after) =>
      /^[a-z]/.test(text(before)) && /^[a-z]/.test(text(after))
        ? text(before).charAt(0) >= text(after).charAt(0)
        : true,
    ),
    ours(is('data.0.attributes.email', 'person-12@example.com')),
  ),
  good(
    'oldest first where nothing is said',
    'Sorting results',
    '/customers',
    sorted('attributes.created_at', 'not older than the one before it', ascending),
    ours(is('data.0.attributes.email', 'person-01@example.com')),
  ),
]

const paging: readonly ConformanceCase[] = [
  needing(
    ['many_customers'],
    good(
      'encoded brackets are the same',
      'Pagination',
      '/customers?page%5Bnumber%5D=2&page%5Bsize%5D=5',
      is('data.length', 5),
      keys('links', 'first prev next last'),
    ),
  ),
  good(
    'beyond the end is an empty page',
    'Pagination',
    '/customers?page[number]={page_beyond}',
    is('data', []),
    count('{customers}'),
    keys('links', 'first prev last'),
  ),
  good(
    'links repeat the other parameters in order',
    'Pagination',
    '/customers?sort=-created_at&filter[q][email_cont]=a%26b+%25&page[size]=2&include=tags',
    matches(
      'links.first',
      /\?filter\[q\]\[email_cont\]=a%26b%20%25&include=tags&page\[number\]=1&page\[size\]=2&sort=-created_at$/,
    ),
  ),
]

const shaping: readonly ConformanceCase[] = [
  needing(
    ['customer'],
    good(
      'sparse fieldsets leave members out',
      'Sparse fieldsets',
      '/customers?fields[customers]=email,id',
      keys('data.0', 'id type links attributes meta'),
      keys('data.0.attributes', 'email'),
    ),
  ),
  needing(
    ['customer'],
    good(
      'a fieldset may name relationships',
      'Sparse fieldsets',
      '/customers?fields[customers]=tags',
      keys('data.0', 'id type links relationships meta'),
    ),
  ),
  needing(
    ['customer'],
    good(
      'included resources stand once',
      'Including associations',
      '/customers?include=customer_group,tags',
      includedAreLinked('customer_group', 'tags'),
      keys('data.0.relationships.customer_group', 'links data'),
      ours(is('included.length', 2), is('data.5.relationships.customer_group.data', null)),
    ),
  ),
  good(
    'include paths',
    'Including associations',
    '/customers/{customer}?include=customer_addresses.address,orders.line_items',
    members('data included'),
    includedTypes('customer_addresses', 'addresses', 'orders', 'line_items'),
    ours(is('included.length', 4)),
  ),
]

const filters: readonly ConformanceCase[] = [
  needing(
    ['group'],
    filtered(
      'any of two names',
      'filter[q][email_or_customer_group_name_cont]={group_word}&include=customer_group',
      3,
    ),
  ),
  good(
    'password by presence',
    'app-customers',
    '/customers?filter[q][password_present]=true',
    paged(10),
    all('attributes.has_password', 'true', (found) => found === true),
    ours(count(1)),
  ),
  good(
    'password absent',
    'app-customers',
    '/customers?filter[q][password_present]=false',
    paged(10),
    all('attributes.has_password', 'false', (found) => found === false),
    ours(count(11)),
  ),
  filtered('two hops', 'filter[q][customer_addresses_address_city_eq]={city}', 1),
  filtered('tags by name', 'filter[q][tags_name_in]={tag_name},new', 1),
  filtered('tags by id', 'filter[q][tags_id_in]={tag}', 1),
  filtered(
    'group by id',
    'filter[q][customer_group_id_eq]={group}&include=customer_group',
    3,
    all('relationships.customer_group.data.id', '{group}', (found, fact) => found === fact('{group}')),
  ),
  needing(
    ['plain_customer'],
    filtered(
      'no group is null',
      'filter[q][customer_group_name_null]=true&include=customer_group',
      9,
      all('relationships.customer_group.data', 'null', (found) => found === null),
    ),
  ),
  filtered(
    'or null',
    'filter[q][reference_eq_or_null]={reference}',
    7,
    all(
      'attributes.reference',
      '{reference} or null',
      (found, fact) => found === null || found === fact('{reference}'),
    ),
  ),
  filtered(
    'not equal leaves null out',
    'filter[q][reference_not_eq]={reference}',
    5,
    all(
      'attributes.reference',
      'neither {reference} nor null',
      (found, fact) => found !== null && found !== fact('{reference}'),
    ),
  ),
  good(
    'not in',
    'Filtering data',
    '/customers?filter[q][reference_not_in]={reference},{other_reference}',
    paged(10),
    all(
      'attributes.reference',
      'not {reference}, {other_reference} or null',
      (found, fact) =>
        found !== null && ![fact('{reference}'), fact('{other_reference}')].includes(text(found)),
    ),
    ours(count(4)),
  ),
  good(
    'not in, or null',
    'Filtering data',
    '/customers?filter[q][reference_not_in_or_null]={reference},{other_reference}',
    paged(10),
    all(
      'attributes.reference',
      'neither {reference} nor {other_reference}',
      (found, fact) => ![fact('{reference}'), fact('{other_reference}')].includes(text(found)),
    ),
    ours(count(10)),
  ),
  filtered(
    'like any',
    'filter[q][email_matches_any]=%25{email_part}%25,%25{other_email_part}%25',
    2,
    all('attributes.email', 'with {email_part} or {other_email_part} in it', (found, fact) =>
      [fact('{email_part}'), fact('{other_email_part}')].some((part) => text(found).includes(part)),
    ),
  ),
  good(
    'contains, wildcards escaped',
    'Filtering data',
    '/customers?filter[q][email_cont]=%25',
    all('attributes.email', 'with % in it', (found) => text(found).includes('%')),
    ours(count(0)),
  ),
  filtered(
    'contains, whatever the case',
    'filter[q][email_start]={email_start}',
    9,
    all('attributes.email', 'that starts with {email_start}, in small letters', (found, fact) =>
      text(found).startsWith(fact('{email_start}').toLowerCase()),
    ),
  ),
  filtered(
    'a bare date is its midnight',
    'filter[q][created_at_gteq]={newest_day}',
    1,
    all(
      'attributes.created_at',
      'from {newest_day} on',
      (found, fact) => text(found) >= fact('{newest_day}'),
    ),
  ),
  good(
    'numbers',
    'Filtering data',
    '/customers?filter[q][total_orders_count_gt]=0',
    paged(10),
    all('attributes.total_orders_count', 'above 0', (found) => Number(found) > 0),
    ours(count(2)),
  ),
  good(
    'status',
    'Filtering data',
    '/customers?filter[q][status_in]=acquired',
    paged(10),
    all('attributes.status', 'acquired', (found) => found === 'acquired'),
    ours(count(2)),
  ),
  filtered(
    'a JSON fragment',
    'filter[q][metadata_jcont]={metadata_fragment}',
    1,
    all('attributes.metadata', 'with a member {metadata_member}', (found, fact) =>
      Object.hasOwn((found ?? {}) as object, fact('{metadata_member}')),
    ),
  ),
  unfiltered('an empty value drops the condition', 'Filtering data', 'filter[q][email_eq]='),
  unfiltered('an unknown name is ignored', 'Filtering data', 'filter[q][orders_number_eq]=1'),
  good(
    'returns by status',
    'Filtering data',
    '/customers?filter[q][returns_status_eq]=draft',
    paged(10),
    ours(count(0)),
  ),
  filtered(
    'the simple form',
    'filter[reference]={reference},{other_reference}',
    2,
    all('attributes.reference', '{reference} or {other_reference}', (found, fact) =>
      [fact('{reference}'), fact('{other_reference}')].includes(text(found)),
    ),
  ),
  filtered(
    'simple bounds',
    'filter[created_at_to]={bound_day}',
    2,
    all(
      'attributes.created_at',
      'until {bound_day}T00:00:00.000Z',
      (found, fact) => text(found) <= fact('{bound_day}T00:00:00.000Z'),
    ),
  ),
  unfiltered('unknown parameters are ignored', 'Fetching resources', 'utm=1'),
  good(
    'a customer by e-mail',
    'Filtering data',
    '/customers?filter[q][email_eq]={customer_email}',
    count(1),
    numberAt('data.length', 1),
    is('data.0.id', '{customer}'),
  ),
]

export const reading: readonly ConformanceCase[] = [...sorting, ...paging, ...shaping, ...filters, ...related]
