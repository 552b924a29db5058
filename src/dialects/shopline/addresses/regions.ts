/** The platform's own numbers of parts, as far as they were ever seen (recorded responses). */
const RECORDED: Readonly<Record<string, string>> = { 'US-CA': '4200006', 'AU-ACT': '1500001' }

/** `platformProvinceCode('US', 'CA')` is `4200006`; null for nearly all. */
export const platformProvinceCode = (country: string | null, part: string | null): string | null =>
  RECORDED[`${country}-${part}`] ?? null
