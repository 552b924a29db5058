/** Vendure on a database of its own, with the same customers; its admin API lists ten of them with their total. */
import { bootstrap, DefaultLogger, LogLevel } from '@vendure/core'
import pg from 'pg'

const port = Number(process.env.PORT)
const NAME = 'bench'
const PASSWORD = 'bench'
const { hostname, port: databasePort, username, pathname } = new URL(process.env.DATABASE_URL)

await bootstrap({
  apiOptions: { hostname: '127.0.0.1', port, adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: 'bearer',
    superadminCredentials: { identifier: NAME, password: PASSWORD },
    cookieOptions: { secret: 'of the bench' },
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: 'postgres',
    synchronize: true,
    logging: false,
    host: hostname,
    port: Number(databasePort),
    username,
    password: '',
    database: pathname.slice(1),
  },
  logger: new DefaultLogger({ level: LogLevel.Error }),
  paymentOptions: { paymentMethodHandlers: [] },
  plugins: [],
})
await copyCustomers()

const origin = `http://127.0.0.1:${port}`
const QUERY = `{ customers(options: { take: 10, sort: { createdAt: DESC } }) { totalItems items { id createdAt updatedAt title
  firstName lastName emailAddress phoneNumber } } }`
console.log(
  JSON.stringify({
    listens: origin,
    path: `/admin-api?query=${encodeURIComponent(QUERY.replace(/\s+/g, ' '))}`,
    headers: { authorization: `Bearer ${await signIn()}`, 'apollo-require-preflight': 'true' },
  }),
)

async function copyCustomers() {
  const from = new pg.Client(process.env.SOURCE_URL)
  const to = new pg.Client(process.env.DATABASE_URL)
  await from.connect()
  await to.connect()
  const { rows } = await from.query(
    `select c.created_at, c.updated_at, c.first_name, c.last_name, c.email, c.phone from customers c
      join organizations o on o.key = c.organization_id where o.slug = $1 order by c.created_at`,
    [process.env.SOURCE_ORGANIZATION],
  )
  await to.query(
    `with made as (insert into customer ("createdAt", "updatedAt", "firstName", "lastName", "emailAddress", "phoneNumber")
        select * from json_to_recordset($1::json) as given (created_at timestamp, updated_at timestamp, first_name text,
          last_name text, email text, phone text) returning id)
      insert into customer_channels_channel ("customerId", "channelId") select made.id, channel.id from made, channel`,
    [JSON.stringify(rows)],
  )
  // Added for it: what its list sorts by.
  await to.query(`create index on customer ("createdAt")`)
  await to.query('vacuum analyze')
  await from.end()
  await to.end()
}

async function signIn() {
  const query = `mutation { login(username: "${NAME}", password: "${PASSWORD}") { __typename } }`
  const response = await fetch(`${origin}/admin-api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const token = response.headers.get('vendure-auth-token')
  if (!token) throw new Error(`No token: ${await response.text()}`)
  return token
}
