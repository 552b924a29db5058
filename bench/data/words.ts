/** What generated people are called: some of it beyond ASCII, so that folding has something to do. */
import { fold } from '../../src/lib/fold.ts'

export const FIRST_NAMES = [
  ...[
    'Zofia',
    'Łukasz',
    'Anna',
    'Paweł',
    'Élodie',
    'Jürgen',
    'Mary',
    'James',
    'Aoife',
    'Søren',
    'Chloé',
    'Marek',
  ],
  ...['Emma', 'Noah', 'Olivia', 'Liam', 'Wei', 'Yuki', 'Fatima', 'Omar', 'Ewa', 'Jan', 'Ines', 'Tomás'],
]
export const LAST_NAMES = [
  ...[
    'Żółć',
    'Nowak',
    'Kowalski',
    'Müller',
    'Smith',
    "O'Brien",
    'García',
    'Lefèvre',
    'Jensen',
    'Rossi',
    'Novák',
  ],
  ...['Tanaka', 'Chen', 'Haddad', 'Okafor', 'Andersson', 'Wójcik', 'Dubois', 'Schmidt', 'Taylor', 'Costa'],
]
/** Town, postal code and country code, all of one place. */
export const PLACES = [
  ['Kraków', '31-001', 'PL', 'Poland'],
  ['Warszawa', '00-001', 'PL', 'Poland'],
  ['Berlin', '10115', 'DE', 'Germany'],
  ['Lyon', '69001', 'FR', 'France'],
  ['Dublin', 'D01', 'IE', 'Ireland'],
  ['Austin', '78701', 'US', 'United States'],
] as const
export const GROUPS = ['Regulars', 'Wholesale', 'Press', 'Friends', 'Students', 'Staff', 'Old shop', 'VIP']

export const folded = (names: readonly string[]): string[] => names.map(fold)
