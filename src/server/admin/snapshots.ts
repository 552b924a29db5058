import { Type } from 'typebox'
import { CONFIRM, confirmed } from './confirmed.ts'
import { presentSnapshot, SNAPSHOT } from './present.ts'
import { flag, required, text } from './read-members.ts'
import { made, ok, param, route } from './route.ts'
import { endRun } from './traps/end-run.ts'

export const listSnapshots = route({
  method: 'GET',
  path: '/organizations/:slug/snapshots',
  about: 'List the snapshots of an organization',
  answers: Type.Object({ snapshots: Type.Array(SNAPSHOT) }),
  async answer(asked, { organizations }) {
    const all = await organizations.snapshots(param(asked, 'slug'))
    return ok({ snapshots: all.map(presentSnapshot) })
  },
})

export const saveSnapshot = route({
  method: 'POST',
  path: '/organizations/:slug/snapshots',
  about: 'Save a snapshot',
  body: { name: required(text), replace: flag },
  answers: SNAPSHOT,
  status: 201,
  async answer(asked, { organizations }) {
    const { name, replace = false } = asked.body
    return made(presentSnapshot(await organizations.save(param(asked, 'slug'), name, replace)))
  },
})

export const restoreSnapshot = route({
  method: 'POST',
  path: '/organizations/:slug/snapshots/:name/restore',
  about: 'Restore an organization to a snapshot',
  body: CONFIRM,
  answers: Type.Object({
    organization: Type.String(),
    snapshot: SNAPSHOT,
    customers_before: Type.Integer(),
    customers: Type.Integer(),
  }),
  async answer(asked, parts) {
    const slug = await confirmed(asked, parts)
    await endRun(slug, parts)
    const restored = await parts.organizations.restore(slug, param(asked, 'name'))
    return ok({
      organization: slug,
      snapshot: presentSnapshot(restored),
      customers_before: restored.customersBefore,
      customers: restored.customers,
    })
  },
})

export const removeSnapshot = route({
  method: 'DELETE',
  path: '/organizations/:slug/snapshots/:name',
  about: 'Delete a snapshot',
  answers: Type.Object({ organization: Type.String(), name: Type.String(), deleted: Type.Literal(true) }),
  async answer(asked, { organizations }) {
    const [slug, name] = [param(asked, 'slug'), param(asked, 'name')]
    await organizations.removeSnapshot(slug, name)
    return ok({ organization: slug, name, deleted: true })
  },
})
