import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = times(1, 20)
const WRITERS = 4
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const MEDIA_TYPE = 'application/vnd.api+json'

describe.skipIf(!LONG).each(PROCESS_ENGINES)(
  'a server on %s that is killed amid writes with keys',
  (engine) => {
    let store: Awaited<ReturnType<typeof freshStore>>
    let at: string[]
    let server: Started | undefined
    let token = ''
    const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await clientele([...args, ...at, '--json'], env)
      expect([code, stderr]).toEqual([0, ''])
      return JSON.parse(stdout)
    }
    beforeAll(async () => {
      store = await freshStore(engine)
      const { folder, databaseUrl } = store.location
      at = databaseUrl ? ['--database-url', databaseUrl] : ['--data', `${folder}/data`]
      await run('org', 'create', 'acme')
      const credential = await run('token', 'create', '--org', 'acme', '--dialect', 'commerce-layer')
      const { client_id, client_secret } = credential
      server = await startServe([...at, '--log-level', 'error'], { env })
      const issued = await fetch(`${server.origin}/oauth/token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
      })
      token = ((await issued.json()) as { access_token: string }).access_token
    })
    afterAll(async () => {
      await server?.stop('SIGKILL')
      await store.drop()
    })

    const call = (method: string, path: string, body?: unknown, key?: string) =>
      fetch(`${server?.origin}/api${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: MEDIA_TYPE,
          'Content-Type': MEDIA_TYPE,
          ...(key ? { 'Idempotency-Key': key } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const emailOf = (key: string) => `${key}@example.com`
    async function create(key: string) {
      const data = { type: 'customers', attributes: { email: emailOf(key) } }
      const answer = await call('POST', '/customers', { data }, key)
      const body = await answer.text()
      expect(answer.status, body).toBe(201)
      // The links lead to the port that was asked.
      const { id, attributes } = JSON.parse(body).data
      return { said: { id, attributes }, isReplay: answer.headers.get('Idempotent-Replayed') === 'true' }
    }
    const idsOf = async (key: string): Promise<string[]> => {
      const answer = await call('GET', `/customers?filter[q][email_eq]=${emailOf(key)}`)
      return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id)
    }

    test('every key afterwards is free with nothing written, or brings the first answer', {
      timeout: 1_800_000,
    }, async () => {
      let looked = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const acknowledged = new Map<string, unknown>()
        const sent: string[] = []
        const enough = 10 + Math.floor(Math.random() * 30)
        let killing: Promise<unknown> | undefined
        await Promise.all(
          Array.from({ length: WRITERS }, async (_, writer) => {
            for (let n = 0; !killing; n++) {
              const key = `key-${kill}-${writer}-${n}`
              sent.push(key)
              const answer = await create(key).catch((error: Error) => {
                // Only what a killed server leaves behind.
                if (!killing) throw error
              })
              if (answer) acknowledged.set(key, answer.said)
              // At any point of the writes that are under way.
              if (acknowledged.size >= enough)
                killing ??= moment(Math.random() * 30).then(() => server?.stop('SIGKILL'))
            }
          }),
        )
        await killing
        server = await startServe([...at, '--log-level', 'error'], { env })
        // The last of each writer may have been cut off; the others were answered.
        for (const key of sent.filter((key) => !acknowledged.has(key)).concat(sent.slice(-12))) {
          const written = await idsOf(key)
          const { said, isReplay } = await create(key)
          expect(isReplay, key).toBe(written.length === 1)
          if (acknowledged.has(key)) expect(said).toEqual(acknowledged.get(key))
          expect(await idsOf(key)).toEqual([(said as { id: string }).id])
          looked++
        }
      }
      expect(await server?.stop()).toBe(0)
      tried(
        `kill -9 amid writes with keys (${engine})`,
        KILLS,
        `${looked} keys looked for, each written once`,
      )
    })
  },
)
