/** ISO 3166-1 alpha-2 codes and the countries' English names, as the runtime's own tables (CLDR) have them. */
import { fold } from './fold.ts'

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/**
 * What has a name there (CLDR) and is no code of ISO 3166-1: unions, former countries, reserved and pseudo codes. Kosovo
 * stays: its XK is not assigned either, and every shop uses it.
 */
const NO_COUNTRIES = new Set(
  'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB YD YU ZR ZZ'.split(' '),
)

/** The English name of an ISO 3166-1 alpha-2 code; null when there is no such country. */
export const countryName = (code: string): string | null =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) ? (names.of(code) ?? null) : null

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** All that there are. */
export const COUNTRY_CODES: readonly string[] = LETTERS.flatMap((first) =>
  LETTERS.map((second) => first + second),
).filter((code) => countryName(code) !== null)
const codes = new Map(COUNTRY_CODES.map((code) => [fold(countryName(code) ?? ''), code]))

/** The code of a country by its English name, without regard to case; null for a name that is not known. */
export const countryCode = (name: string): string | null => codes.get(fold(name.trim())) ?? null
