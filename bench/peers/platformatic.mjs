/** @platformatic/db over the tables as they are, without its own documentation and GraphQL. */
import { buildServer } from '@platformatic/db'

const port = Number(process.env.PORT)
const server = await buildServer({
  server: { hostname: '127.0.0.1', port, logger: { level: 'fatal' } },
  db: {
    connectionString: process.env.DATABASE_URL,
    poolSize: 4,
    graphql: false,
    openapi: true,
    include: { customers: true },
  },
  watch: false,
})
await server.start()
console.log(JSON.stringify({ listens: `http://127.0.0.1:${port}` }))
