/** Cases of POST /product-access and DELETE /product-access/{id}. */
import type { ConformanceCase } from '../../case.ts'
import { message } from './case-shapes.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'

const CREATE = 'Create Product Access'
const REVOKE = 'Revoke Product Access'
const person = { variant_id: '{variant}', full_name: 'Ewa Nowa', email: 'Ewa.{run}@Example.com', lang: 'pl' }
const CREATED = { message: 'Product access created successfully' }
const REVOKED = { message: 'Product access revoked successfully' }

export const accessCases: ConformanceCase[] = [
  writes('access to what is bought once', CREATE, sends('POST', '/product-access', person), 201, CREATED),
  writes(
    'access to what is paid again and again',
    CREATE,
    sends('POST', '/product-access', { ...person, variant_id: '{monthly}', email: 'EWA.{run}@example.com' }),
    201,
    CREATED,
  ),
  writes(
    'all four fields are required',
    CREATE,
    sends('POST', '/product-access', {}),
    422,
    invalid({
      variant_id: 'The variant id field is required.',
      full_name: 'The full name field is required.',
      email: 'The email field is required.',
      lang: 'The lang field is required.',
    }),
  ),
  writes(
    'each of the four has its rule',
    CREATE,
    sends('POST', '/product-access', {
      variant_id: '1',
      full_name: 'x'.repeat(51),
      email: 'ewa@',
      lang: 'de',
    }),
    422,
    invalid({
      variant_id: 'The variant id field must be a valid UUID.',
      full_name: 'The full name field must not be greater than 50 characters.',
      email: 'The email field must be a valid email address.',
      lang: 'The lang field must be one of: pl, en.',
    }),
  ),
  writes(
    'an e-mail of more than 100 characters',
    CREATE,
    sends('POST', '/product-access', { ...person, email: `ewa@${'a.'.repeat(50)}example.com` }),
    422,
    invalid({ email: 'The email field must not be greater than 100 characters.' }),
  ),
  ...['{unknown}', '{foreign_variant}', '{product}'].map((id) =>
    writes(
      `a variant that is not there is a Product that is not found: ${id}`,
      CREATE,
      sends('POST', '/product-access', { ...person, variant_id: id }),
      404,
      { message: `Product with ID ${id} not found` },
    ),
  ),
  {
    ...writes(
      'a store without Stripe',
      CREATE,
      sends('POST', '/product-access', { ...person, variant_id: '{stripeless_variant}' }),
      422,
      message('Product access could not be created. Connect your Stripe account first.'),
    ),
    needs: ['stripeless_store'],
    headers: { 'X-Easycart-Store': '{stripeless_store}' },
  },
  writes('access is revoked', REVOKE, sends('DELETE', '/product-access/{access}'), 200, REVOKED),
  writes('revoking again is the same', REVOKE, sends('DELETE', '/product-access/{access}'), 200, REVOKED),
  ...wrongIds('Product access', 'DELETE', (id) => `/product-access/${id}`, '{foreign_access}'),
]
