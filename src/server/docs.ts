/** The OpenAPI documents that the server shows: one for each platform, and the admin API's. */
import type { Dialect } from '../dialects/dialect.ts'
import type { OpenApiDocument } from '../lib/openapi.ts'
import { adminOpenApi } from './admin/openapi.ts'

export interface Doc {
  /** `/docs/shopline.json` */
  name: string
  title: string
  /** Made when it is first asked for: most servers never are, and it stays in memory. */
  readonly document: OpenApiDocument
}

/** Without a version there is no admin API. */
export const createDocs = (dialects: readonly Dialect[], version: string | null): readonly Doc[] => [
  ...dialects.flatMap(({ name, title, openApi }) => (openApi ? [doc(name, title, openApi)] : [])),
  ...(version === null ? [] : [doc('admin', 'Admin API', () => adminOpenApi(version))]),
]

function doc(name: string, title: string, make: () => OpenApiDocument): Doc {
  let made: OpenApiDocument | undefined
  return {
    name,
    title,
    get document() {
      made ??= make()
      return made
    },
  }
}

/** With servers as they are addressed here, so that the document means the same wherever it is taken. */
export const addressed = (document: OpenApiDocument, origin: string): OpenApiDocument => ({
  ...document,
  servers: document.servers.map((server) => addressedServer(server, origin)),
  paths: Object.fromEntries(
    Object.entries(document.paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          Array.isArray(operation.servers)
            ? { ...operation, servers: operation.servers.map((server) => addressedServer(server, origin)) }
            : operation,
        ]),
      ),
    ]),
  ),
})

const addressedServer = <S extends { url: string }>(server: S, origin: string): S => ({
  ...server,
  url: `${origin}${server.url === '/' ? '' : server.url}`,
})
