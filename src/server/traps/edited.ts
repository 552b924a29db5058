/** Customers that are changed after the client has read them. */
import type { Customer } from '../../core/schema.ts'
import { ANOTHER_PAGE, awaitAll, clockTime, counted, inSync } from './judge.ts'
import type { Scene, Trap } from './trap.ts'

export const editedMidWalk: Trap = {
  name: 'edited-mid-walk',
  title: 'A customer changes behind you',
  about: 'You have read them, the sync still runs: the change belongs to the next run.',
  scenes: [
    'You read a customer on an early page.',
    'They are changed before your sync ends.',
    'The next sync asks from the end of this one on, and misses it.',
  ],
  set: 'between pages',
  until: 'incremental',
  takes: ANOTHER_PAGE,
  async spring(scene) {
    const id = scene.page?.ids.find((one) => !scene.used.has(one))
    const customer = id === undefined ? null : await scene.find(id)
    if (id === undefined || !customer) return null
    scene.used.add(id)
    await scene.write((writer) => scene.edit(writer, customer))
    const since = scene.now()
    const where = scene.seen.first(id)
    return {
      did: `Customer ${id}, whom you had read on ${where}, was changed at ${clockTime(since)}, before your first sync ended.`,
      judge: (seen) =>
        awaitAll(seen, {
          ids: [id],
          since,
          until: 'incremental',
          walking: `Customer ${id} must be shown to you again, at the latest in the second sync.`,
          passed: ({ step, where: met }) =>
            `Customer ${id} was shown to you as changed, on ${met} of ${inSync(step)}.`,
          caught: () =>
            `Customer ${id} was changed at ${clockTime(since)}, after you had read ${where} and before your first sync ended, and the second sync did not show them to you: your copy stays as it was before.`,
        }),
    }
  },
}

export const oldEdited: Trap = {
  name: 'old-edited',
  title: 'An old customer is edited',
  about: 'Nothing new came, but somebody from long ago is not as you know them.',
  scenes: [
    'Your first sync has read everything.',
    'A customer from long ago is changed.',
    'The second sync looks for new ones only, or stops at the first one that it knows.',
  ],
  set: 'between syncs',
  until: 'incremental',
  takes: 'It takes a first sync that has read customers.',
  async spring(scene) {
    const customer = await oldest(scene)
    if (!customer) return null
    const id = scene.idOf(customer)
    scene.used.add(id)
    await scene.write((writer) => scene.edit(writer, customer))
    const since = scene.now()
    return {
      did: `Customer ${id}, one of the oldest (made ${customer.createdAt.toISOString().slice(0, 10)}), was changed at ${clockTime(since)}, between your syncs.`,
      judge: (seen) =>
        awaitAll(seen, {
          ids: [id],
          since,
          until: 'incremental',
          walking: `Customer ${id} must be shown to you in the second sync.`,
          passed: ({ where }) => `Customer ${id} was shown to you as changed, on ${where}.`,
          caught: () =>
            `Customer ${id} was changed at ${clockTime(since)}, before your second sync began, and it did not show them to you: an old customer that changes is never found again.`,
        }),
    }
  },
}

const CANDIDATES = 200

async function oldest(scene: Scene): Promise<Customer | null> {
  const { seen, used, platform, reader, organization } = scene
  const isFree = (id: string) => seen.has(id) && !used.has(id)
  if (platform.oldest === 'listed-last') {
    const id = seen.lastPage().findLast(isFree)
    return id === undefined ? null : scene.find(id)
  }
  const sort = [{ field: 'createdAt' }, { field: 'key' }]
  const some = await reader.list(organization, { type: 'customer', sort, limit: CANDIDATES })
  return some.find((one) => isFree(scene.idOf(one))) ?? null
}

/** More than fit on a page, and no more than need be. */
const MORE = 5
const MOST = 300

export const oneMoment: Trap = {
  name: 'one-moment',
  title: 'More than a page changes at one moment',
  about:
    'An import gives many customers the same updated_at: a walk that goes on “after the last one” skips the rest.',
  scenes: [
    'Your first sync has read everything.',
    'More customers than fit on one page are changed at the same moment.',
    'The second sync reads a page of them and goes on after that moment. The rest is lost.',
  ],
  set: 'between syncs',
  until: 'incremental',
  takes:
    'It takes more customers than fit on one of your pages: read smaller pages, or give the organization more customers.',
  async spring(scene) {
    const { reader, organization, seen, used, idOf, write, edit, now } = scene
    const wanted = seen.longestPage() + MORE
    if (seen.longestPage() === 0 || wanted > MOST) return null
    const sort = [{ field: 'key' }]
    const some = await reader.list(organization, { type: 'customer', sort, limit: 2 * MOST })
    const chosen = some.filter((one) => seen.has(idOf(one)) && !used.has(idOf(one))).slice(0, wanted)
    if (chosen.length < wanted) return null
    const changed = await write(async (writer) => {
      await writer.lockCustomers(chosen.map(({ key }) => key))
      const after: Customer[] = []
      for (const customer of chosen) after.push(await edit(writer, customer))
      return after
    })
    const since = now()
    const ids = chosen.map(idOf)
    const moment = changed[0]?.updatedAt.toISOString()
    return {
      did: `${counted(ids.length)} were changed in one go, all with the updated_at ${moment}. Your pages have up to ${seen.longestPage()}.`,
      judge: (now) =>
        awaitAll(now, {
          ids,
          since,
          until: 'incremental',
          walking: `All ${ids.length} must be shown to you in the second sync.`,
          passed: () => `All ${ids.length} were shown to you.`,
          caught: (missing) =>
            `${ids.length} customers changed at the same moment, ${moment}. The second sync showed you ${ids.length - missing.length} of them; ${counted(missing.length)} with the same updated_at never came, among them ${missing[0]}.`,
        }),
    }
  },
}
