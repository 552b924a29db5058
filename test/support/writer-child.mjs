/**
 * A process of its own on an embedded folder: `node writer-child.mjs <folder> <durable|fast> <name> <count>`.
 * Writes that many organizations, prints `owned true|false` once the store is open and `+<slug>` after each
 * acknowledged commit. Then it holds the store open until its standard input ends.
 */
import { randomBytes } from 'node:crypto'
import { openStore } from '../../dist/store/open-store.js'

const [folder, durability, name, count] = process.argv.slice(2)
const say = (line) => process.stdout.write(`${line}\n`)
const digits = () => String(randomBytes(6).readUIntBE(0, 6))
const store = await openStore({
  folder,
  clock: () => new Date(),
  mintIds: () => ({}),
  durable: durability === 'durable',
})
say(`owned ${store.owned}`)
for (let n = 0; n < Number(count); n++) {
  const slug = `${name}-${n}`
  const hex = randomBytes(16).toString('hex')
  await store.organizations.create({
    shortId: hex.slice(0, 10),
    numberId: digits(),
    uuidId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    merchantId: digits(),
    slug,
    handle: slug,
    name: slug,
    currency: 'USD',
    timeZone: 'UTC',
    mode: 'test',
    profile: {},
  })
  say(`+${slug}`)
}
for await (const _ of process.stdin);
await store.close()
