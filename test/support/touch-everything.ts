/** Has the store make every kind of statement that it makes: what is asked of all statements is asked of these. */
import { expect } from 'vitest'
import { always } from '../../src/core/query.ts'
import { fields, type RecordType, relations } from '../../src/core/schema.ts'
import type { World } from './world.ts'

export async function touchEverything(world: World): Promise<void> {
  const { records, credentials, due } = world.store
  const org = world.organization.key
  const printed = await world.credential('commerce-layer')
  await credentials.standing('commerce-layer', printed.client_id ?? '', new Uint8Array(32))
  await credentials.reach(printed.id ?? '')
  await credentials.revokeToken(org, new Uint8Array(32), new Date())
  await credentials.isTokenRevoked(org, new Uint8Array(32))
  await touchGrants(world, org, printed.id ?? '')
  await records.write(org, { kind: 'test' }, async (writer) => {
    const [customer] = await writer.create('customer', [{ email: 'a@example.com' }])
    const owner = { customerKey: customer?.key ?? 0 }
    const [order] = await writer.create('order', [
      { ...owner, status: 'completed', currency: 'USD', amount: 1 },
    ])
    await writer.update('customer', owner.customerKey, { firstName: 'Ada' })
    await writer.remove('order', [order?.key ?? 0])
    return null
  })
  for (const type of Object.keys(fields) as RecordType[]) {
    await records.list(org, { type, sort: [], limit: 1 })
    await records.count(org, type)
    for (const relation of Object.keys(relations[type]))
      await records.related(org, type, relation as never, [1], { limitPerKey: 1 })
  }
  await writeAndDeliver(world, org)
  await world.store.copies.save(org, 'start')
  await world.store.copies.restore(org, 'start')
  await world.store.copies.remove(org, 'start')
  const span = { since: new Date(0), until: new Date() }
  for (const waiting of Object.values(due)) await waiting(span)
  const entry = {
    kind: 'read',
    via: 'cli',
    who: 'a',
    onBehalf: false,
    action: 'x',
    requests: 1,
    trace: null,
  } as const
  await world.store.audit.append([{ ...entry, organization: org, subjects: ['1'], at: new Date() }])
  await world.store.audit.list(org, { kind: 'read', since: span.since, subjects: ['1'], before: 1 }, 1)
  await world.store.audit.forget(org, span.since)
  await records.tally(org, 'payment', { where: always, at: 'paidAt', bounds: [span.since, span.until] })
  await records.currencies(org)
  await records.counter(org, 'customer')
  await world.store.overviews.read(world.organization)
  await world.store.overviews.version(org)
}

/** Every statement about grants, codes and their tokens. */
async function touchGrants({ store: { grants } }: World, organization: number, credentialId: string) {
  const [first, second, third] = [1, 2, 3].map((n) => new Uint8Array(32).fill(n)) as Uint8Array[]
  const later = new Date(Date.now() + 60_000)
  const owner = { type: 'User', id: 'a' }
  const grant = {
    id: 'g',
    organization,
    credentialId,
    owner,
    customerKey: null,
    customClaim: null,
    scope: '',
  }
  const issued = (refreshHash: Uint8Array, accessHash: Uint8Array) => ({
    refreshHash,
    refreshExpiresAt: later,
    accessHash,
    accessExpiresAt: later,
  })
  const hash = first as Uint8Array
  const code = { organization, hash, credentialId, redirectUri: 'a:b', owner, scope: '', expiresAt: later }
  await grants.addCode(code)
  expect(await grants.code(organization, hash)).toMatchObject({ owner, grantId: null })
  await grants.create(grant, issued(first as Uint8Array, second as Uint8Array))
  expect(await grants.createForCode({ ...grant, id: 'h' }, issued(second as Uint8Array, hash), hash)).toBe(
    true,
  )
  expect(await grants.rotate(grant, hash, issued(third as Uint8Array, third as Uint8Array))).toBe(true)
  expect(await grants.byRefreshToken(organization, hash)).toMatchObject({ grant, revoked: false })
  expect(await grants.byToken(organization, third as Uint8Array)).toMatchObject(grant)
  await grants.revoke(organization, 'g')
}

/** A change that is told, taken, recorded and sent again. */
async function writeAndDeliver({ store: { records, outbox } }: World, org: number): Promise<void> {
  const [webhook] = await records.write(org, { kind: 'test' }, (writer) =>
    writer.create('webhook', [
      { dialect: 'commerce-layer', topic: 'customers.create', callbackUrl: 'http://127.0.0.1:1/' },
    ]),
  )
  await records.write(org, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
  const now = new Date()
  expect(await outbox.due(now)).toEqual([{ organization: org, webhook: webhook?.key }])
  const wanted = [{ webhook: webhook?.key ?? 0, atMost: 1 }]
  const [claimed] = await outbox.claim(org, wanted, now, new Date(now.getTime() + 1000))
  const attempt = { at: now, body: '', status: 500, message: '', excerpt: '', milliseconds: 1 }
  for (const next of ['delivered', 'dead', now] as const)
    await outbox.record(claimed as NonNullable<typeof claimed>, {
      attempt,
      next,
      breakerFailures: 30,
      endsWebhook: true,
    })
  await outbox.replay(org, claimed?.delivery.key ?? 0, now)
}
