import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIssuer, ISSUER, newIssuerKey } from '../../src/auth/jwt.ts'
import { createResealer, createSecrets } from '../../src/auth/secrets.ts'
import { keysIn, readKeys, writeKeys } from '../../src/cli/secret-key.ts'
import { rows } from '../../src/store/database.ts'
import { SEALED } from '../../src/store/reseal.ts'
import { dump } from '../support/dump.ts'
import { ENGINES } from '../support/engines.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { createWorld, type World } from '../support/world.ts'

const SEALED_TEXT = /v1\.[\w-]{16}\.[\w-]*\.[\w-]{22}(?![\w-])/g
const OLD = 'a key for tests only'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-keys-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(ENGINES)('keys change while servers run on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  test('tokens: a new key signs, the old one is good for what it signed, until it is removed', async () => {
    const { credentials } = world.store
    const { secrets } = world.services
    let elapsed = 0
    const issuer = () => createIssuer(credentials, secrets, world.clock, () => elapsed)
    const [one, other] = [issuer(), issuer()]
    const claims = { sub: 'x', exp: Math.floor(Date.now() / 1000) + 3600 }
    const first = await one.sign(claims)
    expect(await other.verify(first)).toMatchObject({ payload: { sub: 'x' } })
    const [old] = await credentials.signingKeys(ISSUER)
    await credentials.succeedSigningKey(ISSUER, await newIssuerKey(secrets))
    elapsed += 2_000
    // A server that started since signs with it; one that has not noticed yet takes its token at once.
    const fresh = await issuer().sign(claims)
    expect(fresh.split('.')[0]).not.toBe(first.split('.')[0])
    for (const server of [one, other, issuer()])
      for (const token of [first, fresh]) expect(await server.verify(token)).toHaveProperty('payload')
    elapsed += 30_000
    expect((await one.sign(claims)).split('.')[0]).toBe(fresh.split('.')[0])
    expect((await one.publicKeys()).keys).toHaveLength(2)
    await credentials.removeSigningKeys(ISSUER, [old?.keyId ?? ''])
    elapsed += 30_000
    for (const server of [one, other, issuer()]) {
      expect(await server.verify(first)).toEqual({ failed: 'invalid' })
      expect(await server.verify(fresh)).toHaveProperty('payload')
    }
    expect((await one.publicKeys()).keys).toHaveLength(1)
  })

  test('tokens that name unknown keys do not each ask the store', async () => {
    const { credentials } = world.store
    let asked = 0
    const counted = {
      ...credentials,
      signingKeys: (purpose: string) => {
        asked++
        return credentials.signingKeys(purpose)
      },
    }
    const issuer = createIssuer(counted, world.services.secrets, world.clock, () => 5_000)
    const header = Buffer.from('{"alg":"RS512","kid":"nobody"}').toString('base64url')
    for (let n = 0; n < 50; n++)
      expect(await issuer.verify(`${header}.e30.${'a'.repeat(n + 1)}`)).toEqual({ failed: 'invalid' })
    expect(asked).toBe(1)
  })

  test('the store’s key: everything is encrypted anew, broken off or not, and both open meanwhile', async () => {
    const { store, organization } = world
    const file = join(folder, `${engine}.key`)
    await writeFile(file, OLD)
    const running = createSecrets(keysIn(file))
    await fillOrganization(store, organization.key)
    for (const dialect of ['commerce-layer', 'shopline', 'easycart']) await world.credential(dialect)
    for (let n = 0; n < 30; n++) await world.credential('shopline')
    await rows(
      store.database,
      sql`update records set sealed_secret = ${running.seal('of a market')} where organization_id = ${organization.key}`,
    )
    await rows(
      store.database,
      sql`update webhooks set sealed_secret = ${running.seal('of a webhook')} where organization_id = ${organization.key}`,
    )
    const sealed = async () =>
      (await dump(world, organization.key)).flatMap((row) => row.match(SEALED_TEXT) ?? [])
    const before = await sealed()
    expect(before.length).toBeGreaterThan(30)

    await writeKeys(file, ['another key for tests', OLD])
    // A process that has not looked yet is not there: what is sealed from now on is under the new one.
    const other = createSecrets(keysIn(file))
    expect(createSecrets('another key for tests').open(running.seal('x'))).toBe('x')
    let turns = 0
    const reseal = createResealer(keysIn(file))
    const brokenOff = store.reseal((text) => {
      if (turns++ === 20) throw new Error('ended')
      return reseal(text)
    })
    await expect(brokenOff).rejects.toThrow('ended')
    for (const text of await sealed()) expect(other.open(text)).toBe(running.open(text))
    let isDone = false
    const creating = (async () => {
      // So many: on a slow machine they would come as fast as they are encrypted anew, and there would be no end.
      for (let n = 0; n < 100 && !isDone; n++) await world.credential('shopline')
    })()
    const { changed } = await store.reseal(reseal).finally(() => {
      isDone = true
    })
    await creating
    expect(changed).toBeGreaterThan(5)
    // What a world that knows only the old key made meanwhile is met by the next.
    await store.reseal(reseal)
    expect((await store.reseal(reseal)).changed).toBe(0)
    const onlyNew = createSecrets('another key for tests')
    const after = await sealed()
    expect(after.length).toBeGreaterThanOrEqual(before.length)
    for (const text of after) onlyNew.open(text)
    const [key] = await store.credentials.signingKeys(ISSUER)
    onlyNew.open(key?.privateKey ?? '')
    await writeKeys(file, readKeys(file).slice(0, 1))
    expect(await readFile(file, 'utf8')).toBe('another key for tests\n')
    expect(running.open(after[0] ?? '')).toBe(onlyNew.open(after[0] ?? ''))
  })

  test('no other column holds anything sealed', async () => {
    const named = await rows<{ name: string }>(
      world.store.database,
      sql`select table_name || '.' || column_name as "name" from information_schema.columns
        where table_schema = 'public' and (column_name like '%sealed%' or column_name like '%secret')`,
    )
    expect(named.map(({ name }) => name).sort()).toEqual(
      Object.entries(SEALED)
        .map(([table, column]) => `${table}.${column}`)
        .sort(),
    )
  })
})
