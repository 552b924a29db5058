/** What a store can do only once it is connected to Stripe. */
import type { Organization } from '../../../core/ports.ts'
import { EasycartRefusal, unprocessable } from '../errors.ts'

/**
 * Throws 422 with a message alone: `Product access could not be created. Connect your Stripe account first.` (Create
 * Product Access; of promotion codes the page says the status, and the text is assumed). A store is connected unless
 * its profile says otherwise (`stripe_connected: false`).
 */
export function requireStripe({ profile }: Pick<Organization, 'profile'>, failed: string): void {
  if (profile.stripe_connected === false)
    throw new EasycartRefusal(unprocessable(`${failed} Connect your Stripe account first.`))
}
