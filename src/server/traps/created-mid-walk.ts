import { ANOTHER_PAGE, awaitAll, clockTime, inSync } from './judge.ts'
import type { Trap } from './trap.ts'

export const createdMidWalk: Trap = {
  name: 'created-mid-walk',
  title: 'A customer signs up while you walk',
  about: 'Newest first, they are above the page that you are on, and push the others down by one.',
  scenes: [
    'You read a page.',
    'Somebody signs up. In a list with the newest first, all others move down by one.',
    'The last one of your page is shown again on the next, and the new one not at all.',
  ],
  set: 'between pages',
  until: 'incremental',
  moves: true,
  takes: ANOTHER_PAGE,
  async spring({ page, write, idOf, used, now }) {
    const last = page?.ids.at(-1)
    if (last === undefined) return null
    const name = now().toString(36)
    const [made] = await write((writer) =>
      writer.create('customer', [
        {
          email: `new-${name}@example.com`,
          firstName: 'New',
          lastName: 'Customer',
          fullName: 'New Customer',
        },
      ]),
    )
    if (!made) return null
    const since = now()
    const id = idOf(made)
    used.add(id)
    return {
      did: `Customer ${id} signed up at ${clockTime(since)}, while you were walking.`,
      made: 1,
      judge: (seen) => {
        const again = seen.since(last, since, 'full')
        const twice = again
          ? ` Customer ${last} was shown to you again on ${again.where}: write by id, else you have them twice.`
          : ''
        return awaitAll(seen, {
          ids: [id],
          since,
          until: 'incremental',
          walking: `Customer ${id} must be shown to you, at the latest in the second sync.${twice}`,
          passed: ({ step, where }) =>
            `Customer ${id} was shown to you on ${where} of ${inSync(step)}.${twice}`,
          caught: () =>
            `Customer ${id} signed up at ${clockTime(since)}, above the page that you were on, and neither sync showed them to you.${twice}`,
        })
      },
    }
  },
}
