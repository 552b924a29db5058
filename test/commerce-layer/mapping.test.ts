import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fieldOf, type RecordType, relationOf } from '../../src/core/schema.ts'
import { customers } from '../../src/dialects/commerce-layer/resources/customers.ts'

const page = readFileSync(new URL('../../docs/mapping/commerce-layer.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)` \| (.+?) \| .*\|$/gm)].map(([, name = '', source = '']) => ({
  name,
  source,
}))

test('the page has a row for each attribute and relationship, in the order of the wire', () => {
  const described = [...customers.attributes.filter(({ hidden }) => !hidden), ...customers.relationships]
  expect(rows.map(({ name }) => name)).toEqual(described.map(({ name }) => name))
})

test('each source named exists in the core, and is the one that is used', () => {
  for (const { name, source } of rows) {
    for (const [, type = '', member = ''] of source.matchAll(/`(\w+)\.(\w+)/g)) {
      const known = fieldOf(type as RecordType, member) ?? relationOf(type as RecordType, member)
      expect(known, `${type}.${member}`).toBeDefined()
    }
    const link = customers.relationships.find((one) => one.name === name)?.link
    if (link && typeof link === 'object' && 'relation' in link)
      expect(source).toContain(`customer.${link.relation}\``)
    if (link && typeof link === 'object' && 'backlink' in link)
      expect(source).toContain(`links \`${link.backlink}\``)
    if (link === 'scope') expect(source).toBe("the caller's token")
    if (link === null) expect(source).toBe('not kept')
    const used = customers.attributes.find((one) => one.name === name)?.source
    const field = used && 'field' in used ? used.field : undefined
    if (field) expect(source).toContain(`customer.${typeof field === 'string' ? field : field.json}\``)
  }
})
