/**
 * Writing Commerce Layer's page of ten in one pass, to the bytes that are sent, beside building its objects and
 * `JSON.stringify`, in this process. Of what was built: whatever runs the bench's own files adds to each function it makes.
 */
import type { Organization } from '../../src/core/ports.ts'
import type { Loaded } from '../../src/dialects/commerce-layer/load.ts'
import type { Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { ORGANIZATION, type Stores } from '../data/stores.ts'
import { type Measured, median } from './measured.ts'

const DIALECT = 'dialects/commerce-layer'
const built = (file: string) => import(new URL(`../../dist/${file}.js`, import.meta.url).href)
const { openStore } = (await built('store/open-store')) as typeof import('../../src/store/open-store.ts')
const { bytesOf, giveBack } = (await built('lib/byte-text')) as typeof import('../../src/lib/byte-text.ts')
const { presentResource } = (await built(
  `${DIALECT}/present`,
)) as typeof import('../../src/dialects/commerce-layer/present.ts')
const { fieldsRead, textFrame, writeResources } = (await built(
  `${DIALECT}/resource-text`,
)) as typeof import('../../src/dialects/commerce-layer/resource-text.ts')
const { resources } = (await built(
  `${DIALECT}/resources/index`,
)) as typeof import('../../src/dialects/commerce-layer/resources/index.ts')

const PAGE = 10
/** Pages a round, each read anew: a row that was asked once may remember what it was asked for. */
const PAGES = 400

export async function measurePresenter(
  customers: number,
  { stores, rounds }: { stores: Stores; rounds: number },
): Promise<Measured> {
  const { at } = await stores.get('postgres', customers)
  const store = await openStore({ ...at, clock: () => new Date(), mintIds: noIds })
  try {
    const organization = await store.organizations.bySlug(ORGANIZATION)
    const resource = resources.get('customers')
    if (!organization || !resource) throw new Error('The store or the dialect has nothing to present')
    const frame = frameOf(organization)
    const asText = async () => {
      const fields = fieldsRead(resource, frame) ?? undefined
      const records = await store.records.rows(organization.key, query, fields as never)
      return timed<Buffer>(
        pagesOf(resource, records),
        (page) => {
          const shared = textFrame(frame)
          return bytesOf((out) => {
            out.text('[')
            writeResources(out, page, shared)
            out.text(']')
          })
        },
        giveBack,
      )
    }
    const plainly = async () => {
      const records = await store.records.rows(organization.key, query)
      return timed(pagesOf(resource, records), (page) =>
        JSON.stringify(page.map((one) => presentResource(one, frame))),
      )
    }
    for (let warm = 0; warm < 3; warm++) {
      const [text, plain] = [await asText(), await plainly()]
      if (text.first !== plain.first) throw new Error('The two presenters write different pages')
    }
    const texts: number[] = []
    const plains: number[] = []
    for (let round = 0; round < rounds; round++) {
      texts.push((await asText()).microseconds)
      plains.push((await plainly()).microseconds)
    }
    return {
      values: texts.map((text, round) => text / (plains[round] ?? 1)),
      parts: [
        { name: 'text in one pass', value: median(texts), unit: 'µs a page' },
        { name: 'objects + JSON.stringify', value: median(plains), unit: 'µs a page' },
      ],
      note: 'CPU time in one process, pages read anew for each round',
    }
  } finally {
    await store.close()
  }
}

const query = {
  type: 'customer',
  sort: [{ field: 'createdAt' }, { field: 'key' }],
  limit: PAGE * PAGES,
} as const

const frameOf = (organization: Organization) => ({
  origin: 'http://localhost:8080',
  caller: {
    credential: { id: 'bench', createdAt: new Date(0), settings: {}, scopes: [], name: null },
    ...{ organization, kind: 'integration', owner: null, test: false, customClaim: null, scope: '' },
  } as never,
  fieldsets: new Map<string, ReadonlySet<string>>(),
  traceId: 'ab'.repeat(32),
})

function pagesOf(resource: Resource, records: readonly unknown[]): Loaded[][] {
  const loaded = records.map((record) => ({
    resource,
    record: record as never,
    related: undefined,
    linkage: new Map(),
  }))
  return Array.from({ length: PAGES }, (_, page) => loaded.slice(page * PAGE, (page + 1) * PAGE))
}

/** `sent` is told of each page as the server tells when it was sent. */
function timed<P extends string | Buffer>(
  pages: readonly Loaded[][],
  write: (page: readonly Loaded[]) => P,
  sent: (page: P) => void = () => {},
) {
  const first = String(write(pages[0] ?? []))
  const before = process.cpuUsage()
  for (const page of pages) sent(write(page))
  const { user, system } = process.cpuUsage(before)
  return { microseconds: (user + system) / pages.length, first }
}

/** Nothing is written. */
const noIds = () => ({ shortId: '', numberId: '', uuidId: '' })
