/** Speaks to a world as a dialect's client would: authorizes, then walks pages. */
import type { ClientRequest } from '../../src/dialects/client.ts'
import type { asText, Dialect } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export interface Speaker {
  headers: Record<string, string>
  get(url: string): Promise<ReturnType<typeof asText>>
  /** Every customer id, page by page; `between` runs after each page. */
  walk(currency: string, between?: (page: number) => Promise<void>, pageSize?: number): Promise<string[]>
}

/** `printed` is what `createCredential` gave; `hostLabel` the organization that the Host names. */
export async function speakAs(
  world: World,
  dialect: Dialect,
  printed: Record<string, string>,
  hostLabel: string | null = null,
): Promise<Speaker> {
  const send = ({ url, headers = {}, ...request }: ClientRequest) =>
    world.send({ ...request, url, hostLabel, headers: lowerCase(headers) })
  const headers = await dialect.client.authorize(printed, send)
  const get = (url: string) => send({ url, headers })
  return {
    headers,
    get,
    async walk(currency, between = async () => {}, pageSize = 10) {
      const ids: string[] = []
      let page = 0
      for (let url: string | null = dialect.client.firstPage({ currency, pageSize }); url; page++) {
        const answer = await get(url)
        if (answer.status !== 200) throw new Error(`${url} answered ${answer.status} ${answer.body}`)
        ids.push(...dialect.client.customerIds(answer))
        url = dialect.client.nextPage(url, answer)
        await between(page)
      }
      return ids
    },
  }
}

const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
