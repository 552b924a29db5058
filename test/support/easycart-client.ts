/** Asks Easycart with a token, as an integration would. */
import type { World } from './world.ts'

export interface EasycartItem {
  id: string
  name: string | null
  email: string
  avatar: string | null
  first_seen: string | null
  last_order: string | null
  orders_count: number
  subscriptions_count: number
  lifetime_value: number | null
  currency: string
}
export interface EasycartPage {
  items: EasycartItem[]
  pagination: { current_page: number; total_pages: number }
}

export async function easycartClient(world: World, organizations = [world.organization]) {
  const { token } = await world.credential('easycart', { organizations })
  const send = (path: string, headers: Record<string, string> = {}) =>
    world.send({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}`, ...headers } })
  /** `write('POST', '/products', { name: 'A' })`; the answer as JSON, with its status. */
  const write = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; json: Record<string, unknown> }> => {
    const answer = await world.send({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    })
    return { status: answer.status, json: answer.json() as Record<string, unknown> }
  }
  const ok = async <T>(path: string, headers: Record<string, string> = {}): Promise<T> => {
    const answer = await send(path, headers)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`)
    return answer.json() as T
  }
  return {
    send,
    write,
    list: (query: string, headers?: Record<string, string>) =>
      ok<EasycartPage>(`/customers?${query}`, headers),
    get: (id: string, query: string, headers?: Record<string, string>) =>
      ok<Record<string, unknown>>(`/customers/${id}?${query}`, headers),
    /** The ids of the items, in order. */
    async ids(query: string): Promise<string[]> {
      return (await this.list(query)).items.map((item) => item.id)
    },
  }
}
