/** `password`: a customer signs in through a sales channel. */
import type { Customer } from '../../../../core/schema.ts'
import { fold } from '../../../../lib/fold.ts'
import { authRefusal, tooManyTokens } from '../auth-errors.ts'
import { answerGrant } from './answer.ts'
import { type GrantType, requestedScope, type TokenRequest } from './token-request.ts'

export const password: GrantType = {
  kinds: ['sales_channel'],
  required: ['username', 'password'],
  async issue(asked) {
    const scope = requestedScope(asked)
    if (scope === null) return authRefusal('invalid_scope')
    const { body, services } = asked
    const username = fold((body.get('username') ?? '').trim())
    const signedIn = await services.guesses.password(
      { account: `${asked.organization.key} ${username}`, address: asked.address },
      async () => {
        const customer = await customerOf(username, asked)
        // Checked also without a customer, so that the time does not tell who has an account.
        const hash = customer?.passwordHash ?? null
        const fits = await services.passwords.matches(body.get('password') ?? '', hash)
        return fits ? customer : null
      },
    )
    if ('retryAfterSeconds' in signedIn) return tooManyTokens(signedIn.retryAfterSeconds)
    const customer = signedIn.found
    if (!customer) return authRefusal('invalid_grant')
    const owner = { type: 'Customer', id: customer.shortId, key: customer.key } as const
    return answerGrant(asked, { scope, owner, customClaim: null }, (grant, tokens) =>
      services.grants.create(grant, tokens),
    )
  },
}

/** E-mails are one customer's each, without regard to case (section 5.2). */
const customerOf = (username: string, { organization, services }: TokenRequest): Promise<Customer | null> =>
  services.records.find(organization.key, 'customer', 'emailFolded', username)
