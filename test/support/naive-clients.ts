/**
 * Clients that sync customers, as people write them: right ones, and the same with one thing done the naive way. They
 * keep nothing: the traps go by what a client asks for.
 */
import { setTimeout } from 'node:timers/promises'

/** What is done wrong; nothing: the client is right. */
export type Flaw =
  | 'walks by page number'
  | 'walks newest first'
  | 'walks once'
  | 'asks too early after a 429'
  | 'skips the page after a 429'
  | 'stops at a 401'
  | 'takes a refused cursor for the end'
  | 'tries a refused cursor again and again'
  | 'begins where the last run ended'
  | 'begins behind the newest change it saw'
  | 'begins at the newest change it saw'
  | 'looks for new customers only'
  | 'goes on behind the last updated_at'
  | 'stops at customers that it knows'

export interface SyncClient {
  full(): Promise<void>
  incremental(): Promise<void>
}
interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: clients read what they are shown
  body: any
}
type Make = (origin: string, credential: Record<string, string>, flaws: readonly Flaw[]) => SyncClient

const OVERLAP_MS = 60_000
const PAGE = 10
/** Too early wherever one may wait. */
const EARLY_MS = 5

/** Sends with a token that `authorize` gives; waits and tries again where that is right, unless it is flawed. */
function createAsk(origin: string, authorize: () => Promise<string>, has: (flaw: Flaw) => boolean) {
  let token: string | null = null
  return async (url: string): Promise<Answer | null> => {
    for (let tries = 0; tries < 1000; tries++) {
      token ??= await authorize()
      const sent = await fetch(`${origin}${url}`, { headers: { authorization: `Bearer ${token}` } })
      const answer = { status: sent.status, headers: sent.headers, body: await sent.json() }
      if (answer.status === 401 && has('stops at a 401')) return null
      if (answer.status === 401) token = null
      if (answer.status === 429 && has('skips the page after a 429')) return answer
      if (answer.status === 429)
        await setTimeout(
          has('asks too early after a 429')
            ? EARLY_MS
            : Number(sent.headers.get('retry-after') ?? 1.1) * 1000,
        )
      if (answer.status !== 401 && answer.status !== 429) return answer
    }
    return null
  }
}

/** From when on the next run asks. */
async function nextSince(began: number, newest: string, has: (flaw: Flaw) => boolean, unit: number) {
  if (has('begins where the last run ended')) {
    // So that no change before the end is in the same second.
    await setTimeout(unit + 100)
    return new Date()
  }
  if (has('begins behind the newest change it saw')) return new Date(Date.parse(newest) + unit)
  return has('begins at the newest change it saw') ? new Date(newest) : new Date(began - OVERLAP_MS)
}

const commerceLayer: Make = (origin, { client_id, client_secret }, flaws) => {
  const has = (flaw: Flaw) => flaws.includes(flaw)
  const ask = createAsk(
    origin,
    async () => {
      const body = JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', headers, body })
      return ((await answer.json()) as { access_token: string }).access_token
    },
    has,
  )
  const list = (query: string) => ask(`/api/customers?page[size]=${PAGE}&${query}`)
  const timesOf = ({ body }: Answer, name: string): string[] =>
    (body.data ?? []).map((one: { attributes: Record<string, string> }) => one.attributes[name])
  let since = new Date(0)
  const down = has('walks newest first')
  return {
    async full() {
      const began = Date.now()
      let newest = ''
      let from = ''
      for (let page = 1; ; page++) {
        const byPage = `sort=created_at&page[number]=${page}`
        const byTime = `sort=${down ? '-' : ''}created_at${from && `&filter[q][created_at_${down ? 'lteq' : 'gteq'}]=${from}`}`
        const answer = await list(has('walks by page number') ? byPage : byTime)
        if (!answer) return
        if (answer.status === 429) continue
        newest = [newest, ...timesOf(answer, 'updated_at')].sort().at(-1) ?? ''
        from = timesOf(answer, 'created_at').at(-1) ?? ''
        if (answer.body.data.length < PAGE) break
      }
      since = await nextSince(began, newest, has, 1)
    },
    async incremental() {
      const by = has('looks for new customers only') ? 'created_at' : 'updated_at'
      let from = `${by}_gteq]=${since.toISOString()}`
      for (let page = 1; ; page++) {
        const behind = has('goes on behind the last updated_at')
        const answer = await list(`sort=${by}&page[number]=${behind ? 1 : page}&filter[q][${from}`)
        if (!answer || answer.body.data.length < PAGE) return
        if (behind) from = `updated_at_gt]=${timesOf(answer, 'updated_at').at(-1)}`
      }
    },
  }
}

const shopline: Make = (origin, { access_token = '' }, flaws) => {
  const has = (flaw: Flaw) => flaws.includes(flaw)
  const ask = createAsk(origin, async () => access_token, has)
  const root = '/admin/openapi/v20260301/v2/customers.json'
  const nextOf = ({ headers }: Answer) =>
    /page_info=([^&>]+)[^>]*>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  let since = new Date(0)
  async function walk(first: string): Promise<string> {
    let newest = ''
    let cursor: string | undefined
    for (let tries = 0; tries < 40; tries++) {
      const answer = await ask(`${root}?limit=${PAGE}${cursor ? `&page_info=${cursor}` : first}`)
      if (!answer) return newest
      if (answer.status === 422) {
        if (has('takes a refused cursor for the end')) return newest
        if (!has('tries a refused cursor again and again')) cursor = undefined
        continue
      }
      // Without the answer there is no cursor of the next one: it begins in the middle of what it knows.
      if (answer.status === 429) return newest
      const times = answer.body.customers.map((one: { updated_at: string }) =>
        new Date(one.updated_at).toISOString(),
      )
      newest = [newest, ...times].sort().at(-1) ?? ''
      cursor = nextOf(answer)
      if (!cursor) return newest
    }
    return newest
  }
  return {
    async full() {
      const began = Date.now()
      since = await nextSince(began, await walk(''), has, 1000)
    },
    async incremental() {
      const from = (at: Date) => `&${by}=${at.toISOString().replace(/\..*/, '')}%2B00:00`
      const by = has('looks for new customers only') ? 'created_at_min' : 'updated_at_min'
      if (!has('goes on behind the last updated_at')) return void (await walk(from(since)))
      const answer = await ask(`${root}?limit=${PAGE}${from(since)}`)
      const last = answer?.body.customers.at(-1)
      if (last) await ask(`${root}?limit=${PAGE}${from(new Date(Date.parse(last.updated_at) + 1000))}`)
    },
  }
}

const easycart: Make = (origin, { token = '' }, flaws) => {
  const has = (flaw: Flaw) => flaws.includes(flaw)
  const ask = createAsk(origin, async () => token, has)
  const known = new Set<string>()
  async function walk(): Promise<void> {
    for (let page = 1, last = 1; page <= last; page++) {
      const answer = await ask(`/api/v1/customers?currency=usd&page=${page}`)
      if (!answer || answer.status === 429) continue
      last = answer.body.pagination.total_pages
      const ids: string[] = answer.body.items.map(({ id }: { id: string }) => id)
      if (has('stops at customers that it knows') && ids.every((id) => known.has(id))) return
      for (const id of ids) known.add(id)
    }
  }
  return {
    async full() {
      await walk()
      // What moved over the border of a page is met now.
      if (!has('walks once')) await walk()
    },
    incremental: walk,
  }
}

export const naiveClients: Readonly<Record<string, Make>> = {
  'commerce-layer': commerceLayer,
  shopline,
  easycart,
}
