/** How callers are let in: real credentials, made by the product's own command and exchanged as its platform asks. */
import { clientele, type StoreAt } from './serve.ts'

export type Platform = 'commerce-layer' | 'shopline' | 'easycart'
export type Credentials = Readonly<Record<Platform, Readonly<Record<string, string>>>>

const FLAGS: Readonly<Record<Platform, readonly string[]>> = {
  'commerce-layer': ['--kind', 'integration'],
  shopline: [],
  easycart: [],
}

export async function createCredentials(store: StoreAt, organization: string): Promise<Credentials> {
  const create = async (dialect: Platform) => {
    const command = [
      'token',
      'create',
      '--org',
      organization,
      '--dialect',
      dialect,
      '--json',
      ...FLAGS[dialect],
    ]
    return JSON.parse(await clientele(store, command)) as Record<string, string>
  }
  return {
    'commerce-layer': await create('commerce-layer'),
    shopline: await create('shopline'),
    easycart: await create('easycart'),
  }
}

const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` })

/** What a request carries. */
export const HEADERS: Readonly<
  Record<Platform, (credentials: Credentials, origin: string) => Promise<Record<string, string>>>
> = {
  'commerce-layer': async (credentials, origin) => ({
    ...bearer(await exchange(credentials['commerce-layer'], origin)),
    accept: 'application/vnd.api+json',
  }),
  shopline: async ({ shopline }) => bearer(shopline.access_token),
  easycart: async ({ easycart }) => bearer(easycart.token),
}

/** The access token for an application's id and secret. */
async function exchange(
  { client_id, client_secret }: Readonly<Record<string, string>>,
  origin: string,
): Promise<string> {
  const response = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const answer = (await response.json()) as { access_token?: string }
  if (!answer.access_token) throw new Error(`No access token: ${response.status} ${JSON.stringify(answer)}`)
  return answer.access_token
}
