/** What an address must have besides its required members (section 6, notes). */
import { countryName } from '../../../lib/countries.ts'
import { blank, notInList } from './problems.ts'
import type { Draft, Problem, WriteValue } from './write-types.ts'

/** Countries that use no postal codes (Universal Postal Union, list of countries without postcodes). */
const WITHOUT_ZIP = new Set(
  'AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK KI KM KN KP LY ML MO MR MW NR NU QA RW SB SC SL SR SS ST SX SY TD TG TK TL TO TV UG VU YE ZW'.split(
    ' ',
  ),
)

/** The core's field behind each attribute that counts. */
const FIELDS: Readonly<Record<string, string>> = {
  business: 'business',
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'company',
  zip_code: 'zip',
  country_code: 'countryCode',
}

export function addressProblems({ values, before }: Draft): Problem[] {
  const effective = (name: string): WriteValue =>
    values.has(name)
      ? (values.get(name) ?? null)
      : ((before?.[FIELDS[name] ?? ''] as WriteValue | undefined) ?? null)
  const country = String(effective('country_code') ?? '')
  const named = effective('business') === true ? ['company'] : ['first_name', 'last_name']
  const needed = [...named, ...(country === '' || WITHOUT_ZIP.has(country) ? [] : ['zip_code'])]
  // An address from elsewhere may lack some; only what is sent, or follows from it, is asked for.
  const asked = needed.filter((name) => before === null || values.has(name) || values.has('business'))
  const problems = asked.filter((name) => isBlank(effective(name))).map((name) => blank(name))
  if (values.has('country_code') && /^[A-Z]{2}$/.test(country) && countryName(country) === null)
    problems.push(notInList('country_code', country))
  return problems
}

const isBlank = (value: WriteValue): boolean => value === null || String(value).trim() === ''
