/** Whoever owns an embedded folder need not ask whether something changed while nothing was done, whoever does it. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createOrganization } from '../../src/jobs/create-organization.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'

let folder: string
let owner: Store
let guest: Store
let organization: number
const asked: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'look-'))
  const identities = createIdentities(dialects, (count) => randomBytes(count))
  const options = { folder, durable: false, clock: () => new Date(), mintIds: identities.mintIds }
  owner = await openStore({ ...options, onQuery: (text) => void asked.push(text) })
  guest = await openStore(options)
  const input = { slug: 'acme', currency: 'USD', timeZone: 'UTC', mode: 'test' as const }
  organization = (await createOrganization(owner.organizations, identities, input)).key
})
afterAll(async () => {
  await guest?.close()
  await owner?.close()
  await rm(folder, { recursive: true, force: true })
})

const add = (store: Store) =>
  store.records.write(organization, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
const countOf = async (store: Store) => (await store.moments.at(organization)).counts.customer ?? 0

test('one process owns the folder, and another one is its guest', () => {
  expect([owner.owned, guest.owned]).toEqual([true, false])
})

test('while nothing is done nothing is asked, and each change of anybody is seen by whoever asks next', async () => {
  for (let turn = 0; turn < 20; turn++) {
    const before = await countOf(owner)
    await add(turn % 2 === 0 ? guest : owner)
    expect(await countOf(owner)).toBe(before + 1)
    expect(await countOf(guest)).toBe(before + 1)
    // The counts that were read with it were something done.
    await countOf(owner)
    asked.length = 0
    for (let again = 0; again < 10; again++) expect(await countOf(owner)).toBe(before + 1)
    expect(asked).toEqual([])
  }
})

test('what a transaction changed is seen from its commit on, and not before', async () => {
  const before = await countOf(owner)
  let seenWithin: Promise<number> | undefined
  await guest.records.write(organization, { kind: 'test' }, async (writer) => {
    await writer.create('customer', [{}])
    // The engine has one session: this is answered after the commit.
    seenWithin = countOf(owner)
  })
  expect([await seenWithin, await countOf(owner)]).toEqual([before + 1, before + 1])
})
