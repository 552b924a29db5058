/** customers_social_login.json: with which other accounts customers may sign in, by channel and platform (section 8.2). */
import { all, type Condition, type Query, where } from '../../core/query.ts'
import type { JsonObject, RecordOf } from '../../core/schema.ts'
import { parsePairs } from '../../lib/query-string.ts'
import { jsonResponse, type Services, type WireResponse } from '../dialect.ts'
import { actorOf } from './actor.ts'
import type { ShoplineCall, ShoplineRoute } from './call.ts'
import { CONTENT_TYPE, unprocessable } from './errors.ts'
import { readBody } from './input/read-body.ts'
import { readText, text } from './input/read-input.ts'

/** Among the records of the long tail; the keys are sealed. */
const KIND = 'shopline_social_logins'
export const CHANNELS = ['apple', 'facebook', 'google', 'line', 'tiktok']
export const PLATFORMS = ['web', 'app']
/** [assumed] For whoever names no platform. */
const USUAL_PLATFORM = 'web'

/** [assumed] Lengths are not documented; a PEM key of 4096 bits fits. */
const readId = text(255)
const readKey = text(4096)

const ok = (body: object): WireResponse => jsonResponse(200, CONTENT_TYPE, body)

const member = (name: string, value: string): Condition => ({
  op: 'eq',
  field: { json: 'attributes', path: [name], as: 'text' },
  value,
})

const configurations = (channel: string | undefined, platform: string | undefined): Query<'record'> => ({
  type: 'record',
  where: all(
    where('record').eq('kind', KIND),
    channel === undefined ? undefined : member('login_channel', channel),
    platform === undefined ? undefined : member('login_platform_type', platform),
  ),
  sort: [{ field: 'key' }],
  limit: CHANNELS.length * PLATFORMS.length,
})

function oneOf(words: readonly string[], value: string, name: string): string {
  if (!words.includes(value)) throw unprocessable(name, `must be one of ${words.join(', ')}`)
  return value
}

function present({ attributes, sealedSecret }: RecordOf<'record'>, { secrets }: Services) {
  const keys = sealedSecret === null ? {} : (JSON.parse(secrets.open(sealedSecret)) as JsonObject)
  return {
    login_channel: attributes.login_channel,
    login_platform_type: attributes.login_platform_type,
    third_app_id: attributes.third_app_id ?? null,
    third_key: keys.third_key ?? null,
    third_rsa_key: keys.third_rsa_key ?? null,
  }
}

async function list({ request, services, store }: ShoplineCall): Promise<WireResponse> {
  const query = new Map(parsePairs(request.query).filter(([, value]) => value !== ''))
  const asked = (name: string, words: readonly string[]) => {
    const value = query.get(name)
    return value === undefined ? undefined : oneOf(words, value, name)
  }
  const found = await services.records.list(
    store.key,
    configurations(asked('login_channel', CHANNELS), asked('login_platform_type', PLATFORMS)),
  )
  return ok({ data: { third_party_login_configurations: found.map((one) => present(one, services)) } })
}

/** Channel and platform of a body. */
function readPlace(given: JsonObject): { channel: string; platform: string } {
  const channel = readText(given.login_channel ?? '', 'login_channel')
  if (channel === '') throw unprocessable('login_channel', 'is required')
  const platform = readText(given.login_platform_type ?? USUAL_PLATFORM, 'login_platform_type')
  return {
    channel: oneOf(CHANNELS, channel, 'login_channel'),
    platform: oneOf(PLATFORMS, platform, 'login_platform_type'),
  }
}

/** There is one for each channel and platform: what was there before is replaced. */
async function save(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const given = readBody(call)
  const { channel, platform } = readPlace(given)
  const attributes: JsonObject = {
    login_channel: channel,
    login_platform_type: platform,
    third_app_id: readId(given.third_app_id ?? null, 'third_app_id') ?? null,
  }
  const sealedSecret = services.secrets.seal(
    JSON.stringify({
      third_key: readKey(given.third_key ?? null, 'third_key'),
      third_rsa_key: readKey(given.third_rsa_key ?? null, 'third_rsa_key'),
    }),
  )
  await services.records.write(store.key, actorOf(call), async (writer) => {
    await writer.exclusive(KIND)
    const [before] = await writer.list(store.key, configurations(channel, platform))
    if (before) await writer.update('record', before.key, { attributes, sealedSecret })
    else await writer.create('record', [{ kind: KIND, attributes, sealedSecret }])
  })
  return ok({})
}

/** [assumed] One that is not there is gone already. */
async function remove(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const { channel, platform } = readPlace(readBody(call))
  await services.records.write(store.key, actorOf(call), async (writer) => {
    await writer.exclusive(KIND)
    const found = await writer.list(store.key, configurations(channel, platform))
    await writer.remove(
      'record',
      found.map(({ key }) => key),
    )
  })
  return ok({})
}

const path = '/customers_social_login.json'
export const socialLoginRoutes: readonly ShoplineRoute[] = [
  { method: 'GET', path, scope: 'read_customers', handle: list },
  { method: 'POST', path, scope: 'write_customers', handle: save },
  { method: 'DELETE', path, scope: 'write_customers', handle: remove },
]
