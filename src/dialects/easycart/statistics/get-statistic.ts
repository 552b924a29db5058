/** GET /statistics (section 4.9): a bad currency is 400, everything else that is wrong 422. */
import { all, where } from '../../../core/query.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { type EasycartCall, taking } from '../call.ts'
import { CURRENCY, readCurrency } from '../customers/read-currency.ts'
import { CONTENT_TYPE, currencyRequired, invalidData } from '../errors.ts'
import { optional, type Parameter, readParameters } from '../parameters.ts'
import { zoneOf } from '../reading/list-records.ts'
import { presentStatistic } from './present-statistic.ts'
import { boundsOf, DATE_SLUGS, dayOf, readDateRange, startBefore } from './read-date-range.ts'
import { STATISTIC_TYPES, type StatisticPart } from './statistic-types.ts'

export const getStatistic = taking<EasycartCall>(
  [
    CURRENCY,
    { name: 'type', schema: { type: 'string', enum: Object.keys(STATISTIC_TYPES) }, required: true },
    {
      name: 'date',
      schema: {
        type: 'string',
        default: 'last7days',
        description: `One of ${DATE_SLUGS.join(', ')}, or two days: YYYY-MM-DD,YYYY-MM-DD.`,
      },
    },
    { name: 'product_id', schema: { type: 'string', format: 'uuid' } },
  ],
  get,
)

async function get(call: EasycartCall): Promise<WireResponse> {
  const { request, settings, services } = call
  const parameter = readParameters(request.query)
  const currency = readCurrency(parameter('currency'), settings)
  if (currency === null) return currencyRequired()
  const zone = zoneOf(call)
  const today = dayOf(services.clock(), zone)
  const name = textIn(parameter('type'))
  const product = textIn(parameter('product_id'))
  const range = readDateRange(textIn(parameter('date')) ?? 'last7days', today)
  const type = name !== undefined && Object.hasOwn(STATISTIC_TYPES, name) ? STATISTIC_TYPES[name] : undefined
  if (!type || !range || (product !== undefined && !isUuid(product)))
    return invalidData({
      ...(type ? {} : { type: [name === undefined ? REQUIRED : ONE_OF] }),
      ...(range ? {} : { date: [DATES] }),
      ...(product === undefined || isUuid(product) ? {} : { product_id: [UUID] }),
    })
  const parts = type.parts.map((part) => within(part, currency, product))
  const from = range.from ?? (await firstDay(parts, call, zone)) ?? today
  const bounds = boundsOf(from, range.to, zone)
  // The interval before the others is the time that they are compared with.
  const before = range.from === null ? [] : [startBefore(from, range.to, zone)]
  const tallies = await Promise.all(
    parts.map(({ type, where, at, sum }) =>
      services.records.tally(call.store.key, type, {
        where,
        at: at as never,
        bounds: [...before, ...bounds],
        ...(sum ? { sum: sum as never } : {}),
      }),
    ),
  )
  const values = [...before, ...bounds]
    .slice(1)
    .map((_, index) =>
      tallies.reduce((sum, tally, place) => sum + (parts[place]?.minus ? -1 : 1) * (tally[index] ?? 0), 0),
    )
  const previous = range.from === null ? null : (values.shift() ?? 0)
  return jsonResponse(
    200,
    CONTENT_TYPE,
    presentStatistic({
      type: name ?? '',
      money: type.money,
      currency,
      from,
      to: range.to,
      series: values.map((value, index) => ({ at: bounds[index] ?? new Date(0), value })),
      previous,
    }),
  )
}

/** The framework's sentences, as Create Product's page has them; that of the date is assumed. */
const REQUIRED = 'The type field is required.'
const ONE_OF = `The type field must be one of: ${Object.keys(STATISTIC_TYPES).join(', ')}.`
const DATES = `The date field must be one of: ${DATE_SLUGS.join(', ')}, or YYYY-MM-DD,YYYY-MM-DD.`
const UUID = 'The product_id field must be a valid UUID.'

/** Empty is as if absent; an array is no text that would be valid. */
function textIn(value: Parameter): string | undefined {
  const given = optional(value)
  return given === undefined ? undefined : typeof given === 'string' ? given : ''
}

function within(part: StatisticPart, currency: string, product: string | undefined): StatisticPart {
  const inCurrency = where(part.type).eq('currency' as never, currency.toUpperCase())
  const scoped = product === undefined ? undefined : part.ofProduct?.(product.toLowerCase())
  return { ...part, where: all(inCurrency, part.where, scoped) }
}

/** The day on which the first of what counts happened. */
async function firstDay(parts: readonly StatisticPart[], { services, store }: EasycartCall, zone: string) {
  const firsts = await Promise.all(
    parts.map(({ type, where: wanted, at }) =>
      services.records.list(store.key, { type, where: wanted, sort: [{ field: at }], limit: 1 }),
    ),
  )
  const times = firsts.flatMap((found, index) => {
    const time = (found[0] as Record<string, unknown> | undefined)?.[parts[index]?.at ?? '']
    return time instanceof Date ? [dayOf(time, zone)] : []
  })
  return times.sort()[0]
}
