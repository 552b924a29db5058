/** Files that are loaded into an organization: sent in parts, started, watched, stopped. */
import { Type } from 'typebox'
import { integer, required, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, type AdminParts, type AdminRoute, made, ok, param, route } from '../route.ts'
import { place, textsByName } from './members.ts'
import { IMPORT, presentImport, REJECTS } from './present.ts'

const ALL = '/organizations/:slug/imports'
const ONE = `${ALL}/:id`

const MAPPING = textsByName(500, 1000)
/** Which there are the imports know: `GET /import-formats` lists them. */
const format = required(textUpTo(100))

/** The key of the organization, and the import's id. */
async function named(asked: Pick<AdminAsked, 'params'>, { organizations }: AdminParts) {
  const { key } = await organizations.get(param(asked, 'slug'))
  return [key, param(asked, 'id')] as const
}

const formats = Type.Object({
  formats: Type.Array(
    Type.Object({ name: Type.String(), fields: Type.Union([Type.Array(Type.String()), Type.Null()]) }),
  ),
})
export type ImportFormats = Type.Static<typeof formats>

const listFormats = route({
  method: 'GET',
  path: '/import-formats',
  about: 'The formats that can be imported, with the fields that columns can be mapped to',
  answers: formats,
  async answer(_, { work }) {
    return ok({ formats: work.imports.formats })
  },
})

const columns = Type.Object({
  columns: Type.Array(
    Type.Object({ column: Type.String(), field: Type.Union([Type.String(), Type.Null()]) }),
  ),
  problem: Type.Union([Type.String(), Type.Null()]),
})
export type ImportColumns = Type.Static<typeof columns>

const readColumns = route({
  method: 'POST',
  path: '/import-columns',
  about: 'How the columns of a file that begins so would be understood',
  body: { format, beginning: required(textUpTo(65_536)), mapping: MAPPING },
  answers: columns,
  async answer({ body }, { work }) {
    return ok(await work.imports.columns(body.format, body.beginning, body.mapping))
  },
})

const listImports = route({
  method: 'GET',
  path: ALL,
  about: 'List the last imports that came in over the network, the newest first',
  answers: Type.Object({ imports: Type.Array(IMPORT) }),
  async answer(asked, parts) {
    const [key] = await named(asked, parts)
    return ok({ imports: (await parts.work.imports.list(key)).map(presentImport) })
  },
})

const openImport = route({
  method: 'POST',
  path: ALL,
  about: 'Begin an import: its parts come next, then it is started',
  body: {
    name: required(textUpTo(255)),
    format,
    size: required(integer(0, Number.MAX_SAFE_INTEGER)),
    mapping: MAPPING,
  },
  answers: IMPORT,
  status: 201,
  async answer(asked, parts) {
    const [key] = await named(asked, parts)
    return made(presentImport(await parts.work.imports.open(key, asked.body)))
  },
})

const getImport = route({
  method: 'GET',
  path: ONE,
  about: 'Show an import, as far as it is',
  answers: IMPORT,
  async answer(asked, parts) {
    return ok(presentImport(await parts.work.imports.get(...(await named(asked, parts)))))
  },
})

const putPart = route({
  method: 'PUT',
  path: `${ONE}/parts/:number`,
  about: 'Send the next part of the file, from 0: UTF-8 text of at most 1 MB',
  takes: 'text/plain',
  answers: IMPORT,
  async answer(asked, parts) {
    const number = param(asked, 'number')
    if (!/^\d{1,9}$/.test(number)) throw new AdminRefusal('invalid', 'parts are numbered from 0')
    const [key, id] = await named(asked, parts)
    return ok(presentImport(await parts.work.imports.part(key, id, Number(number), asked.request.body)))
  },
})

const startImport = route({
  method: 'POST',
  path: `${ONE}/start`,
  about: 'Start reading in what was sent',
  answers: IMPORT,
  status: 202,
  async answer(asked, parts) {
    const started = await parts.work.imports.start(...(await named(asked, parts)))
    return { status: 202, body: presentImport(started) }
  },
})

const stopImport = route({
  method: 'POST',
  path: `${ONE}/stop`,
  about: 'Stop an import: what is read in stays, and the same file can be imported again to finish it',
  answers: IMPORT,
  async answer(asked, parts) {
    return ok(presentImport(await parts.work.imports.stop(...(await named(asked, parts)))))
  },
})

const forgetImport = route({
  method: 'DELETE',
  path: ONE,
  about: 'Forget an import that has ended, and what it rejected',
  answers: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
  async answer(asked, parts) {
    const [key, id] = await named(asked, parts)
    await parts.work.imports.forget(key, id)
    return ok({ id, deleted: true })
  },
})

const listRejects = route({
  method: 'GET',
  path: `${ONE}/rejects`,
  about: 'What an import rejected, a piece at a time: {"line","reason","input"} a line',
  query: { from: place },
  answers: REJECTS,
  async answer(asked, parts) {
    const [key, id] = await named(asked, parts)
    return ok(await parts.work.imports.rejects(key, id, asked.query.from ?? null))
  },
})

export const IMPORT_ROUTES: readonly AdminRoute[] = [
  ...[listFormats, readColumns],
  ...[listImports, openImport, getImport, putPart, startImport, stopImport, forgetImport, listRejects],
]
