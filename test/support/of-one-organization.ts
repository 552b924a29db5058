/**
 * Whether a statement says, of every table of tenants that it touches, whose rows it means: looked at by what every world
 * sends to its database, whatever a test is about.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** Not of one tenant: of the whole server, or what leads to an organization in the first place, or is counted before that. */
export const APART: readonly string[] = [
  'organizations',
  'credentials',
  'signing_keys',
  'admin_tokens',
  'rate_counters',
  'migrations',
  'migrations_lock',
]

/** Statements that name no one organization by a parameter, and why they are right all the same. */
export const OVER_ALL: readonly { statement: RegExp; why: string }[] = [
  {
    statement: /^select organization_id as "organization", id, dialect, kind, name, public_id as "publicId"/,
    why: 'who calls is not known yet: what hangs on the credential is that of its own organization',
  },
  {
    statement:
      /from credential_reach( r\s+join organizations o on o\.key = r\.organization_id)?\s+where (r\.)?credential_id = \$1/,
    why: 'which organizations the credential reaches is what is asked',
  },
  {
    statement: /from (data_versions|counters)\s+where organization_id = any\(\$1::bigint/,
    why: 'versions and counts of the organizations of all who wait, or of the list that the operator sees: numbers, each told to who asked',
  },
  {
    statement:
      /^select d\.organization_id as "organization", d\.key, d\.at\s+from \(select (key from organizations|distinct v\.organization_id)/,
    why: 'what is due anywhere, as keys: the work itself names its organization',
  },
  {
    statement: /^select w\.organization_id as "organization", w\.key as "webhook" from webhooks w/,
    why: 'which webhook has anything to send, as keys: who sends names the organization',
  },
  {
    statement:
      /^update deliveries d set next_attempt_at = \$1::timestamptz, updated_at = \$2::timestamptz, locked/,
    why: 'what waits for a time that was, everywhere: a clock that is set back is every organization’s',
  },
  {
    statement: /^select coalesce\(\(select private_key from signing_keys limit 1\)/,
    why: 'anything that is sealed, to try the key of the store on when it opens; it is shown to nobody',
  },
]

const TABLE =
  /\b(from|join|into|update|using)\s+(?:only\s+)?"?([a-z_]+)"?(?:\s+(?:as\s+)?"?([a-z_0-9]+)"?)?/gi
/** Rows are put there with whose they are. */
const COLUMNS = /^into\s+\S+(\s+as\s+\w+)?\s*\([^)]*\borganization_id\b/
/** What may stand behind a table and is no name for it. */
const WORDS = new Set(
  'where set on left right inner join cross order group limit returning values select for union using as default tablesample natural full offset having'.split(
    ' ',
  ),
)

/** Of the whole store on purpose, whosever rows they are. */
const OF_THE_STORE: readonly { statement: RegExp; why: string }[] = [
  {
    statement: /^declare kept no scroll cursor for select to_json\(/,
    why: 'a backup is of all organizations, and is made by whoever has the store itself',
  },
]

const MIGRATIONS = new URL('../../migrations/', import.meta.url)
/** Of tenants: what the migrations make and is not apart. */
const TENANTS = new Set(
  readdirSync(MIGRATIONS)
    .flatMap((file) => [
      ...readFileSync(new URL(file, MIGRATIONS), 'utf8').matchAll(
        /\bcreate (?:unlogged )?table (?:if not exists )?(\w+)/gi,
      ),
    ])
    .flatMap(([, name = '']) => (APART.includes(name) ? [] : [name])),
)

/** Named by a parameter, or the rows that are put there have it. */
const BY_PARAMETER =
  /organization_id"? = \(?\$\d|into \S+( as \w+)? \("?organization_id"?,[^)]*\)\s*(select|values) \(?\$\d/i

const judged = new Map<string, string | null>()

/** What is wrong with a statement, as a sentence; null for one that is right. */
export function unbound(statement: string): string | null {
  const known = judged.get(statement)
  if (known !== undefined) return known
  const found = judge(statement)
  judged.set(statement, found)
  return found
}

function judge(statement: string): string | null {
  if (OF_THE_STORE.some((one) => one.statement.test(statement))) return null
  const tables = [...new Set(tablesIn(statement).map(({ table }) => table))]
  if (tables.length === 0) return null
  const missing = unboundTables(statement)
  if (missing.length > 0) return `of ${missing.join(', ')} it says not whose rows: ${statement}`
  if (BY_PARAMETER.test(statement) || OVER_ALL.some((one) => one.statement.test(statement))) return null
  return `of ${tables.join(', ')} it names no organization by a parameter: ${statement}`
}

const tablesIn = (statement: string) =>
  [...statement.replace(/'(?:[^']|'')*'/g, "''").matchAll(TABLE)].flatMap((found) => {
    const [, word = '', table = '', next = ''] = found
    return TENANTS.has(table) ? [{ word, table, next, at: found.index }] : []
  })

/** The tables of tenants whose rows the statement may take from anybody; none when it is right. */
function unboundTables(statement: string): string[] {
  const text = statement.replace(/'(?:[^']|'')*'/g, "''")
  const missing: string[] = []
  for (const { word, table, next, at } of tablesIn(statement)) {
    if (word === 'into' && COLUMNS.test(text.slice(at))) continue
    const alias = WORDS.has(next.toLowerCase()) || next === '' ? table : next
    const qualified = new RegExp(`(?<![\\w"])"?${alias}"?\\."?organization_id"?`)
    if (qualified.test(text)) continue
    if (!/(?<![.\w"])"?organization_id\b/.test(scopeOf(text, at))) missing.push(table)
  }
  return missing
}

/** What stands in the same brackets as that place, and not in others within them. */
function scopeOf(text: string, place: number): string {
  let depth = 0
  let start = place
  while (start > 0 && !(text[start - 1] === '(' && depth === 0)) {
    start--
    if (text[start] === ')') depth++
    if (text[start] === '(') depth--
  }
  let scope = ''
  depth = 0
  for (const sign of text.slice(start)) {
    if (sign === '(') depth++
    if (depth === 0 && sign === ')') break
    if (depth === 0) scope += sign
    if (sign === ')') depth--
  }
  return scope
}
