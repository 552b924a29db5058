/** Conformance cases: order, `link` and `page_info` (sections 3.2 to 3.4). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { atMost, errors, idsOf, linksBothWays, linkTo } from './case-shapes.ts'

const SEED = 'seed: Get customers'
const PAGING = 'REST Admin API pagination'
const ASSUMED = '[assumed]'
/** The seed page's own example, which points below 16057590153890829521112788. */
const SEED_CURSOR =
  'eyJzaW5jZUlkIjoiMTYwNTc1OTAxNTM4OTA4Mjk1MjExMTI3ODgiLCJkaXJlY3Rpb24iOiJuZXh0IiwibGltaXQiOjF9'

const page = (
  name: string,
  source: string,
  query: string,
  link: RegExp | null,
  body: Shape,
  needs: readonly string[] = [],
): ConformanceCase => ({
  name,
  source,
  needs,
  path: `/v2/customers.json?${query}`,
  expect: { status: 200, headers: { link }, body },
})

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const broken = (name: string, pageInfo: string): ConformanceCase => ({
  name: `a page_info ${name} is refused`,
  source: ASSUMED,
  path: `/v2/customers.json?page_info=${pageInfo}`,
  expect: { status: 422, body: errors('page_info: invalid') },
})

export const pagingCases: readonly ConformanceCase[] = [
  page(
    'the first of many pages links only to the next',
    `${SEED}, link`,
    'limit=1',
    linkTo('next', 1),
    idsOf('newest'),
  ),
  page(
    'a page in between links both ways, next first',
    PAGING,
    'page_info={cursor_below_second}',
    linksBothWays(1),
    idsOf('third'),
  ),
  page(
    'a previous cursor gives the closest rows above',
    PAGING,
    'page_info={cursor_above_third}',
    linksBothWays(1),
    idsOf('second'),
  ),
  page('a single page has no link', `${SEED}, link`, 'ids={second},{third}', null, idsOf('second', 'third')),
  page('the whole store on one page has no link', `${SEED}, link`, 'limit=250', null, atMost(250), [
    'fits_a_page',
  ]),
  page(
    'an exactly full page has no next',
    PAGING,
    'ids={second},{third}&limit=2',
    null,
    idsOf('second', 'third'),
  ),
  page(
    'the last page links only to the previous',
    `${SEED}, link`,
    'page_info={cursor_above_oldest}',
    linkTo('previous', 1),
    idsOf('oldest'),
  ),
  page('a page beyond the newest links back', ASSUMED, 'page_info={cursor_above_all}', linkTo('next', 5), {
    customers: [],
  }),
  page(
    'the example cursor of the seed page is accepted',
    `${SEED}, page_info`,
    `page_info=${SEED_CURSOR}`,
    /rel="next"/,
    idsOf('full'),
  ),
  {
    name: 'the example cursor of the seed page is one on every server',
    source: `${SEED}, page_info`,
    path: `/v2/customers.json?page_info=${SEED_CURSOR}&fields=id`,
    expect: { status: 200, body: (body) => isPageOf(1, body) || 'at most one customer, shown by its id' },
  },
  page('a padded cursor is accepted', ASSUMED, 'page_info={cursor_padded}', linksBothWays(1), idsOf('third')),
  page(
    'a cursor in the other base64 alphabet is accepted',
    ASSUMED,
    'page_info={cursor_other_alphabet}',
    linksBothWays(1),
    idsOf('third'),
  ),
  page(
    'a limit sent with page_info overrides the cursor’s',
    ASSUMED,
    'page_info={cursor_above_third}&limit=2',
    linkTo('next', 2),
    idsOf('newest', 'second'),
  ),
  page(
    'filters are inherited through the cursor',
    PAGING,
    'page_info={cursor_filtered}',
    null,
    idsOf('second', 'third'),
  ),
  page(
    'other parameters sent with page_info are ignored',
    PAGING,
    'page_info={cursor_filtered}&ids=1&since_id=abc&created_at_min=never',
    null,
    idsOf('second', 'third'),
  ),
  page(
    'fields applies to a page by cursor',
    PAGING,
    'page_info={cursor_below_second}&fields=id',
    /&fields=id>/,
    { customers: [{ id: '{third}' }] },
  ),
  page(
    'an empty page_info is one not sent',
    ASSUMED,
    'page_info=&limit=1',
    linkTo('next', 1),
    idsOf('newest'),
  ),
  page(
    'the order is by id as a number, newest first',
    'recorded responses',
    'ids={oldest},{third},{newest},{second}',
    null,
    idsOf('newest', 'second', 'third', 'oldest'),
  ),
  broken('that is not base64', '!!!'),
  broken('that is not JSON', 'bm90IGpzb24'),
  broken('that is a list', encode([])),
  broken('without sinceId', encode({ direction: 'next', limit: 1 })),
  broken('with a number for sinceId', encode({ sinceId: 1, direction: 'next', limit: 1 })),
  broken('with letters for sinceId', encode({ sinceId: 'abc', direction: 'next', limit: 1 })),
  broken('with a bad direction', encode({ sinceId: '1', direction: 'previous', limit: 1 })),
  broken('with a bad limit', encode({ sinceId: '1', direction: 'next', limit: 1000 })),
  broken(
    'with a filter that cannot be read',
    encode({ sinceId: '1', direction: 'next', limit: 1, filters: { since_id: '\u0000' } }),
  ),
  broken(
    'with a filter that is no text',
    encode({ sinceId: '1', direction: 'next', limit: 1, filters: { ids: [1] } }),
  ),
  {
    name: 'a bad limit is refused with page_info too',
    source: ASSUMED,
    path: '/v2/customers.json?page_info={cursor_below_second}&limit=0',
    expect: { status: 422, body: errors('limit: must be between 1 and 250') },
  },
]

function isPageOf(limit: number, body: unknown): boolean {
  const { customers } = body as { customers?: { id?: unknown }[] }
  return (
    Array.isArray(customers) &&
    customers.length <= limit &&
    customers.every(({ id }) => /^\d+$/.test(String(id)))
  )
}
