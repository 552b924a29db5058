/** Following SHOPLINE's `link` headers through a store of its own, from page to page. */
import { expect } from 'vitest'
import type { Organization, Writer } from '../../src/core/ports.ts'
import type { World } from './world.ts'

export interface WalkedPage {
  ids: bigint[]
  next: string | undefined
  previous: string | undefined
}
export interface Shop {
  organization: Organization
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>
  page(url: string): Promise<WalkedPage>
}

export async function openShop(world: World, slug: string): Promise<Shop> {
  const organization = await world.addOrganization({ slug })
  const { access_token: token } = await world.credential('shopline', { organizations: [organization] })
  return {
    organization,
    write: (work) => world.store.records.write(organization.key, { kind: 'test' }, work),
    async page(url) {
      const answer = await world.send({ url, headers: { authorization: `Bearer ${token}` } })
      expect(answer.status, answer.body).toBe(200)
      const [records = []] = Object.values(answer.json() as Record<string, { id: string }[]>)
      const links = [...(answer.headers.link ?? '').matchAll(/<https?:\/\/[^/]+([^>]+)>; rel="(\w+)"/g)]
      const link = (rel: string) => links.find((found) => found[2] === rel)?.[1]
      return { ids: records.map(({ id }) => BigInt(id)), next: link('next'), previous: link('previous') }
    },
  }
}

/** Follows one direction to its end; `between` runs before each further page. */
export async function walk(
  first: WalkedPage,
  direction: 'next' | 'previous',
  page: Shop['page'],
  between: () => Promise<void> = async () => {},
): Promise<WalkedPage[]> {
  const pages = [first]
  for (let url = first[direction]; url !== undefined; ) {
    expect(pages.length).toBeLessThan(200)
    await between()
    const following = await page(url)
    pages.push(following)
    url = following[direction]
  }
  return pages
}
