/**
 * Writes a plan into an empty organization as it would have happened: in steps through the two years, with
 * the clock at each step's end, so that keys, ids, `updatedAt` and the history run in the order of time.
 */
import type { RecordStore, Writer } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import type { DemoPlan, Planned } from './plan.ts'

/** What others refer to comes first. */
const ORDER: readonly RecordType[] = [
  'group',
  'tag',
  'product',
  'productVariant',
  'promotionCode',
  'customer',
  'address',
  'customerTag',
  'order',
  'orderLine',
  'subscription',
  'payment',
  'refund',
  'productAccess',
  'paymentSource',
  'record',
  'link',
]
/** A month each. */
const STEPS = 24
const ACTOR = { kind: 'demo' }

export interface LoadOptions {
  records: RecordStore
  organization: number
  /** Sets what the store's clock shows. */
  setTime(at: Date): void
  now: Date
  /** Told after each step how many of the records are written. */
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

interface Identity {
  key: number
  uuidId?: string
}

export async function loadDemo(plan: DemoPlan, options: LoadOptions): Promise<void> {
  const known = new Map<Planned, Identity>()
  let done = 0
  for (const { until, records } of stepsOf(plan, options.now)) {
    options.signal?.throwIfAborted()
    options.setTime(until)
    const step = async (writer: Writer) => {
      for (const type of ORDER) {
        const planned = records.filter((record) => record.type === type)
        const created = await writer.create(
          type,
          planned.map((record) => resolve(record, known)),
        )
        planned.forEach((record, index) => {
          known.set(record, created[index] as Identity)
        })
      }
    }
    await options.records.write(options.organization, ACTOR, step, { silent: true })
    done += records.length
    options.onProgress?.(done, plan.records.length)
  }
  options.setTime(options.now)
  const withdrawn = plan.withdrawn.map((planned) => identityOf(planned, known).key)
  await options.records.write(options.organization, ACTOR, (writer) => writer.remove('product', withdrawn), {
    silent: true,
  })
}

function stepsOf(plan: DemoPlan, now: Date): { until: Date; records: Planned[] }[] {
  const start = plan.records.reduce((least, { at }) => Math.min(least, at.getTime()), now.getTime())
  const length = Math.max(1, Math.ceil((now.getTime() - start + 1) / STEPS))
  const steps = Array.from({ length: STEPS }, (_, index) => ({
    until: new Date(Math.min(start + (index + 1) * length, now.getTime())),
    records: [] as Planned[],
  }))
  const inOrder = [...plan.records].sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const planned of inOrder)
    steps[Math.floor((planned.at.getTime() - start) / length)]?.records.push(planned)
  return steps.filter(({ records }) => records.length > 0)
}

function resolve({ record, keys, uuids }: Planned, known: ReadonlyMap<Planned, Identity>) {
  const links = Object.entries(keys).map(([field, planned]) => [field, identityOf(planned, known).key])
  const sold = Object.entries(uuids).map(([field, planned]) => [field, identityOf(planned, known).uuidId])
  return { ...record, ...Object.fromEntries([...links, ...sold]) }
}

function identityOf(planned: Planned, known: ReadonlyMap<Planned, Identity>): Identity {
  const identity = known.get(planned)
  if (!identity) throw new Error(`A ${planned.type} is referred to before it exists`)
  return identity
}
