/** Rows of text say what plain records say, field by field, as values and as JSON; on both engines. */
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Row, WRITE_JSON } from '../../src/core/row.ts'
import { type FieldType, fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { bytesOf } from '../../src/lib/byte-text.ts'
import { rows } from '../../src/store/database.ts'
import { columnOf, SQL_TYPES, TABLES } from '../../src/store/tables.ts'
import { rowShape } from '../../src/store/text-rows.ts'
import { createWrittenRow } from '../../src/store/written-rows.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { createWorld, type World } from '../support/world.ts'

/** As literals of PostgreSQL: what its own output makes of them is what is read. */
const VALUES: Record<FieldType, fc.Arbitrary<string>> = {
  text: fc.oneof(
    fc.string({ unit: fc.constantFrom('"', '\\', "'", '\n', '\u2028', 'é', '😀', ' ', '\u0007') }),
    fc.string().map((text) => text.replaceAll('\0', '')),
  ),
  uuid: fc.uuid(),
  digits: fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  date: fc.constantFrom('2026-01-02', '0001-01-01', '9999-12-31'),
  integer: fc.maxSafeInteger().map(String),
  float: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('0', '-0', '1e20', '1e-7', '0.1', '5e-324', '1.7976931348623157e308'),
  ),
  boolean: fc.constantFrom('t', 'f'),
  time: fc.oneof(
    fc
      .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    fc
      .tuple(fc.nat(999_999), fc.constantFrom('', '+05:30', '-11'))
      .map(([micro, zone]) => `2026-03-04 05:06:07.${String(micro).padStart(6, '0')}${zone || '+00'}`),
    fc.constantFrom('10000-01-01 00:00:00+00', '0044-03-15 12:00:00.5+00 BC'),
  ),
  json: fc.oneof(
    fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value).replaceAll('\\u0000', '')),
    fc.constantFrom(
      '{}',
      '[]',
      'null',
      '1.50',
      '{"10":1,"9":[1, 2],"a":{"b" : 1e3}}',
      '123456789012345678901234567890',
    ),
  ),
}
const jsonOf = (row: Row, field: string): string => String(bytesOf((out) => row[WRITE_JSON](out, field)))

/** A row of that one column as PostgreSQL sends it (Message Formats, DataRow), with others before and behind it. */
function lyingRow(column: string | null) {
  const text = Buffer.from(column ?? '')
  const head = Buffer.alloc(6)
  head.writeInt16BE(1, 0)
  head.writeInt32BE(column === null ? -1 : text.length, 2)
  return createWrittenRow().at(Buffer.concat([Buffer.from('2026'), head, text, Buffer.from('+00')]), 4)
}

const TYPES = Object.keys(VALUES) as FieldType[]
/** One field of each kind of value, of any record type. */
const sample = (Object.keys(fields) as RecordType[]).flatMap((type) =>
  Object.keys(fields[type]).map((name) => ({ type, name, is: fieldOf(type, name)?.type as FieldType })),
)
const ONE_OF_EACH = TYPES.map((is) => sample.find((one) => one.is === is) as (typeof sample)[number])

describe.each(ENGINES)('%s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  test('every kind of value is read as the plain reader reads it', async () => {
    const given = fc.tuple(...TYPES.map((is) => fc.option(VALUES[is])))
    await fc.assert(
      fc.asyncProperty(fc.array(given, { minLength: 60, maxLength: 60 }), async (lines) => {
        const columns = ONE_OF_EACH.map(({ is }, at) => {
          const values = lines.map((line) => line[at] ?? null)
          return sql`${sql.val(values)}::text[]::${sql.raw(SQL_TYPES[is])}[]`
        })
        const from = sql`from unnest(${sql.join(columns)}) as t (${sql.join(ONE_OF_EACH.map(({ name, is }) => sql.ref(`${name}_${is}`)))})`
        const plain = await rows<Record<string, unknown>>(world.store.database, sql`select * ${from}`)
        const texts = await rows<Record<string, string | null>>(
          world.store.database,
          sql`select ${sql.join(ONE_OF_EACH.map(({ name, is }) => sql`${sql.ref(`${name}_${is}`)}::text as ${sql.ref(`${name}_${is}`)}`))} ${from}`,
        )
        for (const [index, line] of plain.entries())
          for (const { type, name, is } of ONE_OF_EACH) {
            const text = texts[index]?.[`${name}_${is}`] ?? null
            // As columns the engine writes a boolean as one letter.
            const column = is === 'boolean' && text !== null ? text.slice(0, 1) : text
            const shape = rowShape(type, [name])
            const row = shape.row([column]) as unknown as Row & Record<string, unknown>
            const value = line[`${name}_${is}`]
            expect(row[name]).toEqual(value)
            expect((shape.record([column]) as Record<string, unknown>)[name]).toEqual(value)
            expect(jsonOf(row, name)).toBe(JSON.stringify(value))
            const lying = shape.lying(lyingRow(column)) as unknown as typeof row
            expect(lying[name]).toEqual(value)
            expect(jsonOf(lying, name)).toBe(JSON.stringify(value))
          }
      }),
      { numRuns: times(6, 100) },
    )
  })

  test('the columns that are read hold what their fields are said to be', async () => {
    const found = await rows<{ name: string; type: string }>(
      world.store.database,
      sql`select table_name || '.' || column_name as name, udt_name as type from information_schema.columns
        where table_schema = current_schema()`,
    )
    const types = new Map(found.map(({ name, type }) => [name, type]))
    const READ_ALIKE: Record<FieldType, readonly string[]> = {
      text: ['text', 'varchar'],
      uuid: ['uuid'],
      digits: ['numeric'],
      date: ['date'],
      integer: ['int8', 'int4', 'int2'],
      float: ['float8'],
      boolean: ['bool'],
      time: ['timestamptz'],
      json: ['jsonb'],
    }
    for (const { type, name, is } of sample)
      expect(READ_ALIKE[is], `${type}.${name}`).toContain(types.get(`${TABLES[type]}.${columnOf(name)}`))
  })

  test('a field that was not read throws, and so does a number beyond what is exact', async () => {
    const [customer] = await world.store.records.write(world.organization.key, {}, (writer) =>
      writer.create('customer', [{ email: 'a@b.co' }]),
    )
    const query = { type: 'customer', sort: [], limit: 1 } as const
    const [row] = await world.store.records.rows(world.organization.key, query, ['email', 'createdAt'])
    expect(row?.email).toBe('a@b.co')
    expect(row?.createdAt).toEqual(customer?.createdAt)
    expect(() => row?.phone).toThrow('phone of the customer was not read')
    const shape = rowShape('customer', ['key'])
    expect(() => shape.row(['9007199254740993']).key).toThrow('out of range')
    expect(() => jsonOf(shape.row(['9007199254740993']), 'key')).toThrow('out of range')
  })
})
