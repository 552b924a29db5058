/**
 * Which members of a body say something about a person. What `core/fields.ts` marks as personal is, under any
 * spelling; what it does not mark is not. Names that no field has are masked unless they are listed here: what is not
 * known to be harmless is not shown.
 */
import { type Field, fields } from '../../core/schema.ts'

/** `first_name`, `firstName` and `First-Name` are one name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const all = Object.values(fields).flatMap((type) => Object.entries<Field>(type))
const namesWhere = (test: (field: Field) => boolean): string[] =>
  all.filter(([, field]) => test(field)).map(([name]) => plainName(name))

/**
 * Also on the wire, as numbers too; and what a field's name says of a person on one platform and of a thing on
 * another (`name`).
 */
const FURTHER_PERSONAL = [
  ...[
    'name',
    'title',
    'description',
    'mobile',
    'mobilephone',
    'tel',
    'fax',
    'birth',
    'birthdate',
    'dateofbirth',
  ],
  ...[
    'age',
    'zipcode',
    'postcode',
    'postalcode',
    'lat',
    'lng',
    'lon',
    'taxid',
    'vat',
    'vatnumber',
    'nip',
    'ssn',
  ],
  ...['ip', 'ipaddress', 'iban', 'last4', 'value', 'lastfour'],
]

export const PERSONAL: ReadonlySet<string> = new Set([
  ...namesWhere(({ personal }) => personal),
  ...FURTHER_PERSONAL,
])

/** Words of the platforms' wires, of OAuth and of JSON:API that no field has. */
const FURTHER_HARMLESS = [
  ...[
    'type',
    'object',
    'event',
    'topic',
    'action',
    'format',
    'mode',
    'role',
    'source',
    'origin',
    'unit',
    'version',
  ],
  ...[
    'code',
    'countrycode',
    'currencycode',
    'country',
    'currency',
    'presentmentcurrency',
    'storecurrency',
    'locale',
  ],
  ...['state', 'status', 'financialstatus', 'fulfillmentstatus', 'paymentstatus', 'marketingstate', 'level'],
  ...['optinlevel', 'marketingoptinlevel', 'consentstate', 'accountstate', 'subscribesource', 'timezone'],
  ...[
    'granttype',
    'tokentype',
    'scope',
    'scopes',
    'sort',
    'order',
    'orderby',
    'direction',
    'include',
    'fields',
  ],
  ...[
    'page',
    'perpage',
    'size',
    'limit',
    'offset',
    'interval',
    'frequency',
    'triggered',
    'parameter',
    'pointer',
  ],
  ...[
    'traceid',
    'requestid',
    'bundle',
    'sku',
    'skucode',
    'provider',
    'kind',
    'metric',
    'method',
    'totalspent',
  ],
]

/** A group's question is the shop's; a parameter of that name is what somebody looks for. */
const ASKED: ReadonlySet<string> = new Set(['query'])

const TEXTS: readonly Field['type'][] = ['text', 'uuid', 'digits']
export const HARMLESS: ReadonlySet<string> = new Set(
  [...namesWhere(({ personal, type }) => !personal && TEXTS.includes(type)), ...FURTHER_HARMLESS].filter(
    (name) => !PERSONAL.has(name) && !ASKED.has(name),
  ),
)

/** Free text that explains what went wrong: shown but for what it quotes. */
export const EXPLANATIONS: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'errordescription', 'detail', 'details', 'message', 'msg', 'reason', 'i18ncode'],
])
