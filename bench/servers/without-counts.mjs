/**
 * Loaded into a server before it starts (`node --import`): statements that bring kept counts bring none, at the cost that
 * they have without. So the rest of the product is measured as it is, and nothing of this is in it.
 */
import pg from 'pg'

const { query } = pg.Client.prototype
const { parse } = pg.Connection.prototype
/** The counts of a moment, see src/store/moments.ts. */
const OF_A_MOMENT =
  /select organization_id, name, sum\(value\)[\s\S]*?from counters[\s\S]*?group by organization_id, name/
/** A counter asked for by its name. */
const ALONE = /^select coalesce\(sum\(value\), 0\)::bigint as "value" from counters/

const withoutCounts = (text) =>
  text.replace(
    OF_A_MOMENT,
    `select o.key, n.name, 100000 from unnest($1::bigint[]) o (key), (values ('customer'), ('members:EUR')) n (name)`,
  )

pg.Client.prototype.query = function (...args) {
  const [config] = args
  const text = typeof config === 'string' ? config : (config?.text ?? '')
  if (ALONE.test(text.trim()))
    return Promise.resolve({ command: 'SELECT', rowCount: 1, rows: [{ value: 100_000 }] })
  if (!OF_A_MOMENT.test(text)) return query.apply(this, args)
  const without = withoutCounts(text)
  return query.apply(this, [
    typeof config === 'string' ? without : { ...config, text: without },
    ...args.slice(1),
  ])
}

/** Statements with names are sent past the driver's own, see src/store/ask.ts. */
pg.Connection.prototype.parse = function (message, ...more) {
  return parse.call(this, { ...message, text: withoutCounts(message.text) }, ...more)
}
