import { integer } from '../read-members.ts'
import { param, route } from '../route.ts'
import { PAGE, readPage } from './list-customers.ts'
import { VIEW } from './view.ts'

/** A piece is held in memory. */
const MOST = 2000

/** Names the cursor of the next piece; left out after the last one. */
export const NEXT_HEADER = 'Clientele-Next'

export const customersCsv = route({
  method: 'GET',
  path: '/organizations/:slug/customers/csv',
  about:
    'The customers of a view as CSV that `import` reads back: pieces of at most 2,000, the next one `after` Clientele-Next',
  query: { ...VIEW, ...PAGE, limit: integer(1, MOST) },
  answers: { type: 'string' },
  type: 'text/csv; charset=utf-8',
  async answer(asked, { organizations, services: { records, secrets }, customerCsv }) {
    const organization = await organizations.get(param(asked, 'slug'))
    const page = await readPage(records, secrets, organization, { limit: MOST, ...asked.query })
    const rows = await customerCsv.rows(
      organization.key,
      page.rows.map(({ customer }) => customer),
    )
    return {
      status: 200,
      body: asked.query.after === undefined ? customerCsv.header() + rows : rows,
      headers: {
        'Content-Disposition': `attachment; filename="customers-${organization.slug}.csv"`,
        ...(page.next === null ? {} : { [NEXT_HEADER]: page.next }),
      },
    }
  },
})
