import { ANOTHER_PAGE, awaitAll, clockTime } from './judge.ts'
import { removable } from './removable.ts'
import type { Trap } from './trap.ts'

export const deletedMidWalk: Trap = {
  name: 'deleted-mid-walk',
  title: 'A customer is deleted while you walk',
  about: 'Whoever follows moves up by one, over the border of a page that you have read.',
  scenes: [
    'You read a page.',
    'One of its customers is deleted: the first of the next page moves up to this one.',
    'You ask for the next page by number. Who moved is on none of your pages.',
  ],
  set: 'between pages',
  until: 'full',
  moves: true,
  takes: `${ANOTHER_PAGE} And somebody on the page must have no payments, since whoever paid stays in the books.`,
  async spring(scene) {
    const { page, ahead, write, now } = scene
    const next = ahead?.ids.find((id) => !page?.ids.includes(id) && !scene.used.has(id))
    const victim = next === undefined ? null : await removable(scene, page?.ids ?? [])
    if (next === undefined || !victim || !page) return null
    const id = scene.idOf(victim)
    scene.used.add(id).add(next)
    await write((writer) => writer.remove('customer', [victim.key]))
    const since = now()
    const where = scene.seen.first(id)
    return {
      did: `Customer ${id}, whom you had read on ${where}, was deleted at ${clockTime(since)}. Customer ${next}, the first of what follows, moved up.`,
      judge: (seen) =>
        awaitAll(seen, {
          ids: [next],
          since,
          within: 'full',
          until: 'full',
          walking: `Customer ${next} must still be shown to you.`,
          passed: ({ where: met }) => `Customer ${next} was shown to you all the same, on ${met}.`,
          caught: () =>
            `You went on after customer ${id} on ${where} was deleted, so customer ${next} moved onto a page that you had read and was never shown to you in the first sync.`,
        }),
    }
  },
}
