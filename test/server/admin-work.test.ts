/** Imports, syncs and webhooks through the admin API: started, watched, stopped, and kept apart. */
import { existsSync } from 'node:fs'
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Work } from '../../src/cli/work-ports.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { listen } from '../support/listen.ts'
import { startReceiver } from '../support/receiver.ts'
import { deliverAll, subscribe } from '../support/webhooks.ts'
import { workOf } from '../support/work-ports.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('long work through the admin API on %s', (engine) => {
  let world: World
  let work: Work
  let data: string
  let origin: string
  let token: string
  let close: () => Promise<void>

  async function start(): Promise<void> {
    work = await workOf(world, data)
    const api = createAdminApi(await adminParts(world, { work }))
    ;({ origin, close } = await listen(world, { further: [api] }))
  }
  const stop = async () => {
    await close()
    await work.close()
  }

  beforeAll(async () => {
    world = await createWorld(engine)
    data = await mkdtemp(join(tmpdir(), 'clientele-work-'))
    const { services, store } = world
    token = (
      await createAdminToken({ ...services, adminTokens: store.adminTokens }, { name: 't', expiresAt: null })
    ).token
    await world.addOrganization({ slug: 'other' })
    await start()
  })
  afterAll(async () => {
    await stop()
    await world.close()
    await rm(data, { recursive: true, force: true })
  })

  async function call(method: string, path: string, body?: unknown, slug = 'acme') {
    const answer = await fetch(`${origin}${ADMIN_PATH}/organizations/${slug}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const open = async (text: string, more: object = {}, slug = 'acme') =>
    call(
      'POST',
      '/imports',
      { name: 'f.csv', format: 'customers-csv', size: Buffer.byteLength(text), ...more },
      slug,
    )
  const ended = (id: string, slug = 'acme') =>
    expect.poll(() => call('GET', `/imports/${id}`, undefined, slug).then(({ body }) => body.ended_at), {
      timeout: 30_000,
    })
  const refused = (status: number, message: string | RegExp) => ({
    status,
    body: { error: { message: expect.stringMatching(message) } },
  })
  const spoolFiles = async () => {
    const ids = existsSync(join(data, 'imports')) ? await readdir(join(data, 'imports')) : []
    return ids.filter((id) => existsSync(join(data, 'imports', id, 'file')))
  }

  test('a file in parts cut anywhere arrives as it was, and what it rejects is told line by line', async () => {
    const text = '﻿email,first_name\nzoë@example.com,Zoë 👩‍🚀\nnobody,Bad\nlin@example.com,林\n'
    const { status, body } = await open(text)
    expect([status, body.state]).toEqual([201, 'uploading'])
    const path = `/imports/${body.id}`
    expect(await call('POST', `${path}/start`)).toMatchObject(refused(409, 'bytes have arrived'))
    const letters = [...text]
    const parts = [letters.slice(0, 30), letters.slice(30, 36), letters.slice(36)].map((some) =>
      some.join(''),
    )
    for (const [number, part] of parts.entries()) {
      expect((await call('PUT', `${path}/parts/${number}`, part)).status).toBe(200)
      // Its answer was lost: it comes again.
      expect((await call('PUT', `${path}/parts/${number}`, part)).status).toBe(200)
    }
    const [file] = await spoolFiles()
    expect((await stat(join(data, 'imports', file ?? '', 'file'))).mode & 0o777).toBe(0o600)
    expect((await call('POST', `${path}/start`)).status).toBe(202)
    await ended(body.id).not.toBeNull()
    const done = await call('GET', path)
    expect(done.body).toMatchObject({ state: 'done', read: 3, created: 2, rejected: 1, has_rejects: true })
    expect(await spoolFiles()).toEqual([])
    const { text: rejects, next } = (await call('GET', `${path}/rejects`)).body
    expect([JSON.parse(rejects), next]).toEqual([
      { line: 3, reason: expect.stringContaining('e-mail'), input: 'nobody,Bad' },
      null,
    ])
    const found = await world.store.records.find(
      world.organization.key,
      'customer',
      'emailFolded',
      'zoë@example.com',
    )
    expect(found?.firstName).toBe('Zoë 👩‍🚀')

    const theirs = [
      call('GET', path, undefined, 'other'),
      call('GET', `${path}/rejects`, undefined, 'other'),
      call('POST', `${path}/stop`, undefined, 'other'),
      call('DELETE', path, undefined, 'other'),
    ]
    for (const answer of await Promise.all(theirs)) expect(answer).toMatchObject(refused(404, 'no import'))
    expect((await call('GET', '/imports', undefined, 'other')).body).toEqual({ imports: [] })
    expect((await call('DELETE', path)).status).toBe(200)
    expect(await readdir(join(data, 'imports'))).toEqual([])
  })

  test('what cannot be taken is refused, and nothing of it stays', async () => {
    expect((await open('x', { format: 'xlsx' })).status).toBe(422)
    expect(await open('x', { format: 'ndjson', mapping: { a: 'email' } })).toMatchObject(
      refused(422, 'no columns'),
    )
    expect(await open('x', { size: 3 * 1024 ** 3 })).toMatchObject(refused(422, 'may have'))
    expect((await open('x', { mapping: { a: 1 } })).status).toBe(422)
    const { body } = await open('email\na@example.com\n')
    const path = `/imports/${body.id}`
    expect(await call('PUT', `${path}/parts/1`, 'email\n')).toMatchObject(refused(409, 'part 0 comes next'))
    expect((await call('PUT', `${path}/parts/x`, 'email\n')).status).toBe(422)
    expect(await call('PUT', `${path}/parts/0`, 'x'.repeat(100))).toMatchObject(refused(409, 'longer than'))
    expect((await call('PUT', `${path}/parts/0`, 'x'.repeat(1024 * 1024 + 1))).status).toBe(413)
    expect((await call('PUT', `${path}/parts/0`, 'email\n')).body).toMatchObject({ received: 6 })
    expect(await call('PUT', `${path}/parts/0`, 'e-mail')).toMatchObject(refused(409, 'part 1 comes next'))
    expect((await call('POST', `${path}/stop`)).body).toMatchObject({ state: 'stopped' })
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('PUT', '/imports/../../x/parts/0', 'x')).status).toBe(404)
    expect(await readdir(join(data, 'imports'))).toEqual([])
  })

  test('columns that nobody knows are told, mapped, and read as they were mapped', async () => {
    const columns = (mapping: object) =>
      fetch(`${origin}${ADMIN_PATH}/import-columns`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ format: 'customers-csv', beginning: 'wer;Vorname;x\n', mapping }),
      }).then((answer) => answer.json())
    expect(await columns({})).toEqual({
      columns: [
        { column: 'wer', field: 'metadata.wer' },
        { column: 'Vorname', field: 'metadata.Vorname' },
        { column: 'x', field: 'metadata.x' },
      ],
      problem: 'no column gives an e-mail or a reference',
    })
    const mapping = { wer: 'email', Vorname: 'first_name', x: '' }
    expect(await columns(mapping)).toMatchObject({ columns: { 2: { field: null } }, problem: null })
    const text = 'wer;Vorname;x\nmapped@example.com;Mira;1\n'
    const { body } = await open(text, { mapping })
    await call('PUT', `/imports/${body.id}/parts/0`, text)
    await call('POST', `/imports/${body.id}/start`)
    await ended(body.id).not.toBeNull()
    const { records } = world.store
    const found = await records.find(world.organization.key, 'customer', 'emailFolded', 'mapped@example.com')
    expect([found?.firstName, found?.metadata]).toEqual(['Mira', {}])
  })

  test('a server that stops in the middle leaves no file; the same import again finishes it', async () => {
    const rows = Array.from({ length: 1200 }, (_, row) => `many-${row}@example.com`)
    const text = `email\n${rows.join('\n')}\n`
    const send = async () => {
      const { body } = await open(text)
      await call('PUT', `/imports/${body.id}/parts/0`, text)
      expect((await call('POST', `/imports/${body.id}/start`)).status).toBe(202)
      return body.id as string
    }
    const id = await send()
    const second = (await open('email\nb@example.com\n')).body.id
    await call('PUT', `/imports/${second}/parts/0`, 'email\nb@example.com\n')
    expect(await call('POST', `/imports/${second}/start`)).toMatchObject(refused(409, 'is being imported'))
    await expect.poll(() => call('GET', `/imports/${id}`).then(({ body }) => body.created)).toBeGreaterThan(0)
    await stop()
    expect(await spoolFiles()).toEqual([])
    const late = { dialect: 'shopline', from: origin, credential: { access_token: 'x' } }
    await expect(work.syncs.start(world.organization, late)).rejects.toThrow('the server is stopping')
    const file = { name: 'f', format: 'ndjson', size: 1 }
    await expect(work.imports.open(world.organization.key, file)).rejects.toThrow('the server is stopping')
    await start()
    const cut = (await call('GET', `/imports/${id}`)).body
    expect(cut).toMatchObject({ state: 'stopped', ended_at: expect.any(String) })
    expect(cut.created).toBeLessThan(1200)
    // What was being sent is gone as a whole.
    expect((await call('GET', `/imports/${second}`)).status).toBe(404)
    const again = await send()
    await ended(again).not.toBeNull()
    expect((await call('GET', `/imports/${again}`)).body).toMatchObject({
      state: 'done',
      read: 1200,
      created: 1200 - cut.created,
      unchanged: cut.created,
      rejected: 0,
    })
  })

  const fileOf = (id: string, file = 'file') => join(data, 'imports', id, file)

  test('a folder that is taken away under an import ends it, not the server', async () => {
    const text = `email\n${Array.from({ length: 600 }, (_, row) => `away-${row}@example.com`).join('\n')}\n`
    const { id } = (await open(text)).body
    await call('PUT', `/imports/${id}/parts/0`, text)
    expect((await call('POST', `/imports/${id}/start`)).status).toBe(202)
    await expect.poll(() => call('GET', `/imports/${id}`).then(({ body }) => body.created)).toBeGreaterThan(0)
    await rm(join(data, 'imports', id), { recursive: true })
    await ended(id).not.toBeNull()
    expect((await call('DELETE', `/imports/${id}`)).status).toBe(200)
  })

  test('one that is deleted at the moment it ends leaves nothing', async () => {
    const text = 'email\nmoment@example.com\nnobody\n'
    const { id } = (await open(text)).body
    await call('PUT', `/imports/${id}/parts/0`, text)
    await call('POST', `/imports/${id}/start`)
    const { key } = world.organization
    const forgotten = () =>
      work.imports.forget(key, id).then(
        () => true,
        () => false,
      )
    while (!(await forgotten())) await new Promise((resolve) => setImmediate(resolve))
    expect(existsSync(join(data, 'imports', id))).toBe(false)
  })

  test('one that cannot be noted as started goes on being an upload', async () => {
    const text = 'email\nnoted@example.com\n'
    const { id } = (await open(text)).body
    await call('PUT', `/imports/${id}/parts/0`, text)
    await mkdir(fileOf(id, 'facts.new'))
    expect(await call('POST', `/imports/${id}/start`)).toMatchObject(refused(422, 'cannot keep files'))
    expect((await call('GET', `/imports/${id}`)).body).toMatchObject({ state: 'uploading', started_at: null })
    await rm(fileOf(id, 'facts.new'), { recursive: true })
    expect((await call('POST', `/imports/${id}/start`)).status).toBe(202)
    await ended(id).not.toBeNull()
    expect((await call('GET', `/imports/${id}`)).body.state).toBe('done')
  })

  test('what a part left halfway goes when it comes again; a file of another size is not read', async () => {
    const text = 'email\nhalf@example.com\n'
    const { id } = (await open(text)).body
    await appendFile(fileOf(id), 'email\nhal')
    await call('PUT', `/imports/${id}/parts/0`, text)
    expect(await readFile(fileOf(id), 'utf8')).toBe(text)
    await appendFile(fileOf(id), 'x')
    expect(await call('POST', `/imports/${id}/start`)).toMatchObject(refused(409, 'send it again'))
    await call('POST', `/imports/${id}/stop`)
  })

  test('five uploads at once are enough', async () => {
    const opened = await Promise.all(Array.from({ length: 7 }, () => open('email\n')))
    const statuses = opened.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, 201, 201, 201, 201, 409, 409])
    expect((await open('email\n', {}, 'other')).status).toBe(201)
    for (const slug of ['acme', 'other'])
      for (const { id, state } of (await call('GET', '/imports', undefined, slug)).body.imports)
        if (state === 'uploading') await call('POST', `/imports/${id}/stop`, undefined, slug)
    expect((await open('email\n')).status).toBe(201)
  })

  test('what cannot be read, and what is of another store, is not shown and disturbs nothing', async () => {
    const text = 'email\nnobody\n'
    const { id } = (await open(text)).body
    await call('PUT', `/imports/${id}/parts/0`, text)
    await call('POST', `/imports/${id}/start`)
    await ended(id).not.toBeNull()
    await stop()
    await mkdir(join(data, 'imports', 'broken'))
    await writeFile(fileOf('broken', 'facts.json'), '{"id":')
    await cp(join(data, 'imports', id), join(data, 'imports', 'theirs'), { recursive: true })
    const facts = JSON.parse(await readFile(fileOf(id, 'facts.json'), 'utf8'))
    const theirs = { ...facts, id: 'theirs', of: 'acme 2020-01-01T00:00:00.000Z' }
    await writeFile(fileOf('theirs', 'facts.json'), JSON.stringify(theirs))
    const old = { ...theirs, id: 'old', owner: 'elsewhere 1' }
    await mkdir(join(data, 'imports', 'old'))
    await writeFile(fileOf('old', 'facts.json'), JSON.stringify(old))
    const before = new Date(Date.now() - 8 * 24 * 3_600_000)
    await utimes(fileOf('old', 'facts.json'), before, before)
    await start()
    const ids = (await call('GET', '/imports')).body.imports.map((one: { id: string }) => one.id)
    expect(ids).toContain(id)
    expect(ids).not.toContain('theirs')
    expect((await call('GET', '/imports/theirs/rejects')).status).toBe(404)
    expect(existsSync(fileOf('theirs', 'rejects.ndjson'))).toBe(true)
    // Nobody has it any more.
    expect(existsSync(fileOf('old', 'facts.json'))).toBe(false)
    for (const name of ['broken', 'theirs']) await rm(join(data, 'imports', name), { recursive: true })
  })

  test('what was rejected goes with its organization', async () => {
    await world.addOrganization({ slug: 'leaving' })
    const text = 'email\nnobody\n'
    const { id } = (await open(text, {}, 'leaving')).body
    await call('PUT', `/imports/${id}/parts/0`, text, 'leaving')
    await call('POST', `/imports/${id}/start`, undefined, 'leaving')
    await ended(id, 'leaving').not.toBeNull()
    expect(existsSync(fileOf(id, 'rejects.ndjson'))).toBe(true)
    expect((await call('DELETE', '', { confirm: 'leaving' }, 'leaving')).status).toBe(200)
    expect(existsSync(join(data, 'imports', id))).toBe(false)
  })

  test('a sync is tried, done, scheduled and stopped; what it presents is never shown', async () => {
    const { access_token } = await world.credential('shopline')
    const given = { dialect: 'shopline', from: origin, name: 'own', credential: { access_token } }
    const into = (method: string, path: string, body?: unknown) => call(method, path, body, 'other')
    expect(await into('POST', '/syncs', { ...given, credential: {} })).toMatchObject(
      refused(422, 'access_token'),
    )
    expect(await into('POST', '/syncs', { ...given, from: 'ftp://x' })).toMatchObject(refused(422, 'address'))
    expect(await into('POST', '/syncs', { ...given, name: '../x' })).toMatchObject(refused(422, 'letters'))
    expect(await into('POST', '/syncs', { ...given, credential: { token: 'x' } })).toMatchObject(
      refused(422, 'knows no credential token'),
    )
    expect((await into('POST', '/syncs', given)).body).toMatchObject({
      name: 'own',
      run: { state: 'running' },
    })
    expect(await into('POST', '/syncs', given)).toMatchObject(refused(409, 'is being synced'))
    expect((await into('POST', '/syncs/own/stop')).body).toMatchObject({
      state: 'interrupted',
      run: { state: 'stopped' },
    })
    expect((await call('GET', '/syncs')).body).toEqual({ sources: [] })
    expect((await call('GET', '/syncs/own')).status).toBe(404)
    const set = await into('PUT', '/syncs/own/schedule', { every_seconds: 600, credential: { access_token } })
    expect(set.body).toMatchObject({ every_seconds: 600, next_run_at: expect.any(String) })
    // What it keeps serves again.
    expect((await into('PUT', '/syncs/own/schedule', { every_seconds: 1200 })).body.every_seconds).toBe(1200)
    expect(JSON.stringify((await into('GET', '/syncs')).body)).not.toContain(access_token)
    // It is for that address alone, also where nothing would be written, and for that platform.
    const receiver = await startReceiver()
    const { credential: _, ...kept } = { ...given, from: receiver.url }
    for (const more of [{}, { dry_run: true }, { every_seconds: 600 }])
      expect(await into('POST', '/syncs', { ...kept, ...more })).toMatchObject(
        refused(422, 'the address is another one: give the credential'),
      )
    for (const more of [{}, { dry_run: true }])
      expect(await into('POST', '/syncs', { ...kept, dialect: 'easycart', ...more })).toMatchObject(
        refused(422, 'is a shopline server'),
      )
    expect(receiver.got).toEqual([])
    expect((await into('GET', '/syncs/own')).body).toMatchObject({ from: origin, every_seconds: 1200 })
    expect((await into('POST', '/syncs', { ...kept, credential: { access_token: 'x' } })).status).toBe(202)
    await expect
      .poll(() => into('GET', '/syncs/own').then(({ body }) => body.run.state), { timeout: 20_000 })
      .not.toBe('running')
    expect(receiver.got.length).toBeGreaterThan(0)
    expect(JSON.stringify(receiver.got)).not.toContain(access_token)
    expect((await into('GET', '/syncs/own')).body).toMatchObject({ every_seconds: null, next_run_at: null })
    await receiver.close()
    expect((await into('DELETE', '/syncs/own/schedule')).body).toMatchObject({
      every_seconds: null,
      next_run_at: null,
    })
    expect(await into('PUT', '/syncs/own/schedule', { every_seconds: 600 })).toMatchObject(
      refused(422, 'access_token'),
    )
  })

  test('of what was only tried the last fifty are remembered', async () => {
    const organization = await world.addOrganization({ slug: 'tried' })
    const given = { dialect: 'shopline', from: origin, credential: { access_token: 'x' }, dryRun: true }
    for (let number = 1; number <= 52; number++) {
      await work.syncs.start(organization, { ...given, name: `n${number}` })
      await work.syncs.stop(organization, `n${number}`).catch(() => {})
    }
    const names = (await work.syncs.list(organization)).map(({ name }) => name)
    expect([names.length, names[0], names.at(-1)]).toEqual([50, 'n3', 'n52'])
  })

  test('deliveries are paged, told without what they say, opened with it, and sent again', async () => {
    const receiver = await startReceiver()
    receiver.answer = 503
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    const { key } = world.organization
    for (const name of ['one', 'two', 'three'])
      await world.store.records.write(key, { kind: 'test' }, (writer) =>
        writer.create('customer', [{ email: `hook-${name}@example.com` }]),
      )
    await deliverAll(world)
    const first = (await call('GET', '/deliveries?limit=2&state=pending')).body
    const rest = (await call('GET', `/deliveries?limit=2&state=pending&cursor=${first.next}`)).body
    expect([first.deliveries.length, rest.deliveries.length, rest.next]).toEqual([2, 1, null])
    expect(JSON.stringify([first, rest])).not.toContain('@example.com')
    const ids = [...first.deliveries, ...rest.deliveries].map(({ id }) => id)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    const one = (await call('GET', `/deliveries/${ids[0]}`)).body
    expect(one).toMatchObject({
      delivery: { state: 'pending', attempts: 1, webhook: webhook.shortId, topic: 'customers.create' },
      attempts: [{ status: '503', response_body: 'answered 503', request_headers: expect.any(Object) }],
    })
    const [attempt] = one.attempts
    const sent = receiver.got.find(({ body }) => body === attempt.request_body)
    for (const [name, value] of Object.entries(attempt.request_headers))
      expect(sent?.headers[name.toLowerCase()], name).toBe(value)
    for (const path of [
      `/deliveries/${ids[0]}`,
      `/deliveries?dialect=commerce-layer&webhook=${webhook.shortId}`,
    ])
      expect((await call('GET', path, undefined, 'other')).status).toBe(404)
    expect((await call('POST', `/deliveries/${ids[0]}/retry`, undefined, 'other')).status).toBe(404)
    receiver.answer = 200
    expect((await call('POST', `/deliveries/${ids[0]}/retry`)).body.delivery).toMatchObject({ attempts: 0 })
    await deliverAll(world)
    expect((await call('GET', `/deliveries/${ids[0]}`)).body).toMatchObject({
      delivery: { state: 'delivered' },
      attempts: [{ status: '200' }, { status: '503' }],
    })
    await world.store.records.write(key, { kind: 'test' }, (writer) =>
      writer.update('webhook', webhook.key, { circuitState: 'open', failureCount: 30 }),
    )
    const broken = (await call('GET', '/webhooks')).body.webhooks
    expect(broken).toMatchObject([
      { state: 'circuit-open', failures: 30, breaker_failures: 30, signed: true },
    ])
    const reset = await call('POST', `/webhooks/commerce-layer/${webhook.shortId}/reset-circuit`)
    expect(reset.body).toMatchObject({ state: 'active', failures: 0 })
    const elsewhere = `/webhooks/commerce-layer/${webhook.shortId}/reset-circuit`
    expect((await call('POST', elsewhere, undefined, 'other')).status).toBe(404)
    await receiver.close()
  })

  test('the one address of an organization is set and taken back; its key is shown once', async () => {
    const at = '/webhooks/easycart/address'
    expect(await call('PUT', at, { url: 'file:///etc/passwd' })).toMatchObject(refused(422, 'no address'))
    expect((await call('PUT', '/webhooks/shopline/address', { url: 'http://x' })).status).toBe(422)
    const set = (await call('PUT', at, { url: 'http://127.0.0.1:9/hooks' })).body
    expect(set).toEqual({
      id: expect.any(String),
      url: 'http://127.0.0.1:9/hooks',
      signing_key: expect.any(String),
    })
    expect((await call('PUT', at, { url: 'http://127.0.0.1:9/other' })).body.signing_key).toBeNull()
    const listed = (await call('GET', '/webhooks')).body
    expect(listed.store_wide).toEqual(['easycart'])
    expect(JSON.stringify(listed)).not.toContain(set.signing_key)
    expect(listed.webhooks.at(-1)).toMatchObject({
      dialect: 'easycart',
      url: 'http://127.0.0.1:9/other',
      state: 'active',
    })
    expect((await call('DELETE', at)).body).toMatchObject({ url: null })
    expect((await call('GET', '/webhooks')).body.webhooks.at(-1)).toMatchObject({ state: 'off' })
  })
})
