import { expect, test } from 'vitest'
import { maskedError, withoutPassword } from './masked-error.ts'

test.each([
  [
    'invalid input syntax for type bigint: "ada@example.com"',
    'invalid input syntax for type bigint: "[redacted]"',
  ],
  [
    'Unexpected token \'A\', "Ada Lovel"... is not valid JSON',
    'Unexpected token \'A\', "[redacted]"... is not valid JSON',
  ],
  [
    'Key (organization_id, email_folded)=(1, ada@example.com) already exists.',
    'Key (organization_id, email_folded)=([redacted]) already exists.',
  ],
  ['no answer for ada@example.com', 'no answer for [redacted]'],
  ['called +44 20 7946 0958', 'called [redacted]'],
  ['connect postgres://clientele:hunter2@db:5432/x', 'connect postgres://clientele:[redacted]'],
  ['token 5bnT0u2DkzPvQ7WxYcRs1LmE9aHfGjKo is wrong', 'token [redacted] is wrong'],
  ['secret d7611d0c79a118261c074a7de5283a5eb8015290', 'secret [redacted]'],
  // What says where and what it was.
  [
    "TypeError: Cannot read properties of undefined (reading 'email')",
    "TypeError: Cannot read properties of undefined (reading 'email')",
  ],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  [
    '    at a (/srv/node_modules/kysely/Default-connection-provider2/runtime.js:110:24)',
    '    at a (/srv/node_modules/kysely/Default-connection-provider2/runtime.js:110:24)',
  ],
])('%s', (text, masked) => expect(maskedError(text)).toBe(masked))

test('a URL is shown without its password', () =>
  expect(withoutPassword("argument 'mysql://root:p@ss@db/x' is invalid")).not.toContain('p@ss'))
