/** The data that Easycart's writing cases run against and change. */
import { sql } from 'kysely'
import type { NewRecord, Writer } from '../../src/core/ports.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'
import { easycartCredentials } from './easycart.fixture.ts'

/** The word that is this run's alone. */
const RUN = 'thetests'
const UNKNOWN = '99999999-9999-4999-8999-999999999999'
const at = (day: string) => new Date(`${day}T00:00:00Z`)
const once = { kind: 'one_time', amount: 9900 } as const
const recurring = (name: string, amount: number) =>
  ({ name, kind: 'recurring', amount, interval: 'month', intervalCount: 1 }) as const

type Write = <T>(organization: number, work: (writer: Writer) => Promise<T>) => Promise<T>

export async function easycartWritingFixture(world: World): Promise<CaseFixture> {
  const own = world.organization.key
  const stripeless = await world.addOrganization({ slug: 'stripeless' })
  const foreign = await world.addOrganization({ slug: 'foreign' })
  await sql`update organizations set profile = '{"stripe_connected": false}'
    where key = ${stripeless.key}`.execute(world.store.database)
  const write: Write = (organization, work) => world.store.records.write(organization, { kind: 'test' }, work)

  const { id: product } = await sell(write, own, 'Course', {})
  const club = await sell(write, own, 'Club', {
    variant: once,
    monthly: recurring('Monthly', 4900),
    premium: recurring('Premium', 9900),
    cheap: recurring('Cheap', 100),
  })
  const other = await sell(write, own, 'Other', { other_variant: recurring('Other', 100) })
  const abroad = await sell(write, foreign.key, 'Foreign', { foreign_variant: once })
  const unconnected = await sell(write, stripeless.key, 'Unconnected', { stripeless_variant: once })
  const mine = await people(world, write, own, club)
  const theirs = await people(world, write, foreign.key, abroad)
  return {
    facts: {
      run: RUN,
      unknown: UNKNOWN,
      foreign_store: foreign.uuidId,
      stripeless_store: stripeless.uuidId,
      product,
      club: club.id,
      ...club.variants,
      ...other.variants,
      ...abroad.variants,
      ...unconnected.variants,
      ...mine,
      foreign_product: abroad.id,
      foreign_promotion: theirs.promotion ?? '',
      foreign_access: theirs.access ?? '',
      foreign_payment: theirs.payment ?? '',
      foreign_subscription: theirs.subscription ?? '',
    },
    authorize: await easycartCredentials(world, [world.organization, stripeless]),
  }
}

interface Sold {
  id: string
  /** Ids by the names of facts. */
  variants: Record<string, string>
}

/** A product and its variants. */
const sell = (
  write: Write,
  organization: number,
  name: string,
  wanted: Readonly<Record<string, NewRecord<'productVariant'>>>,
): Promise<Sold> =>
  write(organization, async (writer) => {
    const [product] = await writer.create('product', [
      { name, slug: `${name.toLowerCase()}-${RUN}`, status: 'published', currency: 'PLN' },
    ])
    const made = await writer.create(
      'productVariant',
      Object.values(wanted).map((variant) => ({ productKey: product?.key ?? 0, ...variant })),
    )
    const variants = Object.fromEntries(
      Object.keys(wanted).map((one, place) => [one, made[place]?.uuidId ?? '']),
    )
    return { id: product?.uuidId ?? '', variants }
  })

/** Who bought: the ids of payments, an access, subscriptions and a promotion code, by the names of facts. */
async function people(
  world: World,
  write: Write,
  organization: number,
  { id: productUuid, variants }: Sold,
): Promise<Record<string, string>> {
  const plan = {
    status: 'active',
    productUuid,
    productName: 'Club',
    variantUuid: variants.monthly ?? null,
    variantName: 'Monthly',
    periodStart: at('2099-01-01'),
    periodEnd: at('2099-02-01'),
  }
  const instalments = { ...plan, activeCycles: 6, activeUntil: at('2099-06-01'), cancelAt: at('2099-06-01') }
  const ola = await writePerson(
    world,
    {
      customer: { email: 'ola@example.pl' },
      orders: [
        { at: '2026-01-01T00:00:00Z', currency: 'PLN', amount: 5000, refunded: 1000, submitted: 500 },
        { at: '2026-02-01T00:00:00Z', currency: 'PLN', amount: 700 },
      ],
      subscriptions: [
        { ...plan, remoteId: 'sub_1' },
        { ...plan, remoteId: 'sub_1', status: 'past_due' },
        { ...plan, remoteId: 'sub_1' },
        { ...instalments, remoteId: 'sub_1' },
        { ...instalments, remoteId: 'sub_1', cancelEarly: true },
      ],
      access: [{ productUuid, productName: 'Club' }],
    },
    organization,
  )
  const broke = await writePerson(
    world,
    { customer: { email: 'broke@example.pl' }, subscriptions: [{ ...plan, remoteId: 'sub_1' }] },
    organization,
  )
  const promotion = await write(organization, async (writer) => {
    await writer.create('paymentSource', [
      { customerKey: broke.key, sourceToken: 'pm_card_visa_chargeDeclined' },
    ])
    const [code] = await writer.create('promotionCode', [
      { code: `KEPT${RUN}`, discountType: 'percent_off', percentOff: 20, duration: 'once' },
    ])
    return code?.uuidId ?? ''
  })
  const idsOf = async (relation: 'payments' | 'subscriptions' | 'productAccess', customer: number) =>
    (
      (
        await world.store.records.related(organization, 'customer', relation, [customer], {
          sort: [{ field: 'key' }],
        })
      ).get(customer) ?? []
    ).map(({ uuidId }) => uuidId)
  const [payment = '', second_payment = ''] = await idsOf('payments', ola.key)
  const [subscription = '', past_due = '', ending = '', instalment = '', early = ''] = await idsOf(
    'subscriptions',
    ola.key,
  )
  const [declined = ''] = await idsOf('subscriptions', broke.key)
  const [access = ''] = await idsOf('productAccess', ola.key)
  return {
    payment,
    second_payment,
    subscription,
    past_due,
    ending,
    instalments: instalment,
    early,
    declined,
    access,
    promotion,
    remote_id: 'sub_1',
    early_until: '2099-06-01T00:00:00+00:00',
    ...Object.fromEntries(
      ['subscription', 'past_due', 'ending', 'early', 'declined'].flatMap((name) => [
        [`${name}_email`, name === 'declined' ? 'broke@example.pl' : 'ola@example.pl'],
        [`${name}_start`, '2099-01-01T00:00:00+00:00'],
        [`${name}_end`, '2099-02-01T00:00:00+00:00'],
      ]),
    ),
  }
}
