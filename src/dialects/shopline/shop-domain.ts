/** Where the store is: `open001.myshopline.com` on the platform, the handle below our own domain here. */
import type { Organization } from '../../core/ports.ts'
import type { Services } from '../dialect.ts'

export const shopDomain = ({ handle }: Organization, { domain }: Pick<Services, 'domain'>): string =>
  `${handle}.${domain}`
