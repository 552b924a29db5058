/** The public ids of new records: each built-in form is made by the dialect that shows it. */
import type { IdForm, MintIds, PublicIds, RandomSource } from '../core/ports.ts'
import type { Dialect } from '../dialects/dialect.ts'

export interface Identities {
  mintIds: MintIds
  /** The ids of a new organization, and its merchant account. */
  mintOrganization(): PublicIds & { merchantId: string }
}

export function createIdentities(dialects: readonly Dialect[], random: RandomSource): Identities {
  const byForm = (form: IdForm): Dialect => {
    const dialect = dialects.find((candidate) => candidate.ids.form === form)
    if (!dialect) throw new Error(`No dialect makes ids of the form ${form}`)
    return dialect
  }
  const [short, number, uuid] = [byForm('short'), byForm('number'), byForm('uuid')]
  return {
    mintIds: (type, key) => ({
      shortId: short.ids.mint(type, key, random),
      numberId: number.ids.mint(type, key, random),
      uuidId: uuid.ids.mint(type, key, random),
    }),
    mintOrganization: () => ({
      shortId: short.mintOrganizationId(random),
      numberId: number.mintOrganizationId(random),
      uuidId: uuid.mintOrganizationId(random),
      merchantId: `2${Buffer.from(random(5))
        .reduce((digits, byte) => digits + String(byte % 100).padStart(2, '0'), '')
        .slice(0, 9)}`,
    }),
  }
}
