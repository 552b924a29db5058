/** Fills an empty store with the demo: its organization, then everything that `generateDemo` plans. */
import type { Organization, PublicIds } from '../../core/ports.ts'
import type { Store } from '../../store/open-store.ts'
import { type DemoSettings, generateDemo } from './generate-demo.ts'
import { type LoadOptions, loadDemo } from './load-demo.ts'
import { DEMO_ORGANIZATION } from './organization.ts'

export interface DemoTarget extends Pick<LoadOptions, 'setTime' | 'onProgress' | 'signal'> {
  store: Pick<Store, 'records' | 'organizations'>
  identities: { mintOrganization(): PublicIds & { merchantId: string } }
}

export async function createDemo(settings: DemoSettings, target: DemoTarget): Promise<Organization> {
  const plan = generateDemo(settings)
  const [first] = plan.records
  const organization = await target.store.organizations.create({
    ...target.identities.mintOrganization(),
    ...DEMO_ORGANIZATION,
    createdAt: first?.at ?? settings.now,
  })
  const { store, identities: _, ...options } = target
  await loadDemo(plan, {
    ...options,
    records: store.records,
    organization: organization.key,
    now: settings.now,
  })
  return organization
}
