/** The demo's tenant: a shop that sells pottery courses. */
import type { JsonObject } from '../../core/schema.ts'

export const DEMO_SLUG = 'demo'

export const DEMO_ORGANIZATION = {
  slug: DEMO_SLUG,
  handle: DEMO_SLUG,
  name: 'Glinka Pottery School',
  currency: 'EUR',
  timeZone: 'Europe/Warsaw',
  mode: 'test' as const,
  profile: {
    email: 'hello@example.com',
    website_url: 'https://glinka.example.com',
    logo_url: 'https://img.example.com/glinka.svg',
    tax_id: 'PL0000000000',
    company_name: 'Glinka Pottery School (demo)',
    full_name: 'Demo Operator',
    phone: '0048600000000',
    address: {
      street: 'ul. Gliniana',
      street_number: '3',
      house_number: '1',
      post_code: '30-001',
      city: 'Kraków',
      state: 'małopolskie',
      country: 'PL',
    },
  } satisfies JsonObject,
}
