import { ANOTHER_PAGE, awaitAll, clockTime } from './judge.ts'
import type { Trap } from './trap.ts'

export const boughtMidWalk: Trap = {
  name: 'bought-mid-walk',
  title: 'A customer buys while you walk',
  about:
    'The list is ordered by the last order: whoever buys jumps from a page ahead of you to the first one.',
  scenes: [
    'You read page 1 and go on.',
    'Somebody on a page that you have not read buys again, and is now the first of all.',
    'You read to the end. They are on none of your pages.',
  ],
  set: 'between pages',
  until: 'full',
  moves: true,
  takes: ANOTHER_PAGE,
  async spring({ ahead, page, used, find, write, now }) {
    const id = ahead?.ids.findLast((one) => !page?.ids.includes(one) && !used.has(one))
    const customer = id === undefined ? null : await find(id)
    const currency = ahead?.currency
    if (id === undefined || !customer || !currency) return null
    used.add(id)
    await write((writer) =>
      writer.create('order', [
        { customerKey: customer.key, status: 'completed', currency, amount: 1000, quantity: 1 },
      ]),
    )
    const since = now()
    return {
      did: `Customer ${id}, whom you had not read yet, placed an order at ${clockTime(since)} and jumped to the front of the list.`,
      judge: (seen) =>
        awaitAll(seen, {
          ids: [id],
          since,
          within: 'full',
          until: 'full',
          walking: `Customer ${id} must still be shown to you.`,
          passed: ({ where }) => `Customer ${id} was shown to you all the same, on ${where}.`,
          caught: () =>
            `Customer ${id} bought something while you walked and jumped over the page that you were on to page 1, which you had read: they were never shown to you in the first sync.`,
        }),
    }
  },
}
