import { ANOTHER_PAGE, awaitAll, clockTime } from './judge.ts'
import type { Seen } from './seen.ts'
import type { Trap, Verdict } from './trap.ts'

export const sameSecond: Trap = {
  name: 'same-second',
  title: 'Two updates in one second',
  about:
    'You keep the newest updated_at that you saw. Another customer changed in that very second, after you had read them.',
  scenes: [
    'You read customer A, changed a moment ago: the newest change that you know.',
    'Customer B, whom you had read before, is changed in the same second.',
    'The next sync asks for what changed after A. B did not.',
  ],
  set: 'between pages',
  until: 'incremental',
  takes: ANOTHER_PAGE,
  async spring({ page, ahead, seen, used, find, write, edit, now }) {
    const b = page?.ids.findLast((id) => !used.has(id))
    const a = ahead?.ids.find((id) => !used.has(id) && !page?.ids.includes(id))
    if (a === undefined || b === undefined) return null
    const [customerA, customerB] = await Promise.all([find(a), find(b)])
    if (!customerA || !customerB) return null
    used.add(a).add(b)
    const { updatedAt } = await write((writer) => edit(writer, customerA))
    const began = now()
    let since: number | null = null
    const where = seen.first(b)
    const judge = (all: Seen): Verdict => {
      if (since === null) return { status: 'walking', evidence: `You have not read customer ${a} yet.` }
      const at = since
      return awaitAll(all, {
        ids: [b],
        since: at,
        until: 'incremental',
        walking: `Customer ${b} must be shown to you, at the latest in the second sync.`,
        passed: ({ where: met }) => `Customer ${b} was shown to you as changed, on ${met}.`,
        caught: () =>
          `Customer ${b} has the same updated_at as customer ${a}, ${updatedAt.toISOString()}. You had read ${a} and ${b} before ${b} was changed (${clockTime(at)}), and the second sync did not show you ${b}.`,
      })
    }
    return {
      did: `Customer ${a} was changed at ${clockTime(began)}. As soon as you have read them, customer ${b} (you read them on ${where}) is changed with the same updated_at.`,
      judge,
      async later({ seen: all }) {
        if (!all.since(a, began)) return false
        await write(async (writer) => {
          writer.keepUpdatedAt([customerB.key])
          await edit(writer, customerB, { updatedAt })
        })
        since = now()
        return true
      },
    }
  },
}
