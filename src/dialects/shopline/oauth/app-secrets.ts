/** The two keys of an app: one that it knows and signs with, one that is ours alone and signs its tokens. */
import type { Credential } from '../../../core/credentials.ts'
import { randomText } from '../../../lib/random-text.ts'
import type { Services } from '../../dialect.ts'

const HEX = '0123456789abcdef'
/** App keys and secrets alike: 40 hexadecimal digits. */
export const newKey = ({ random }: Pick<Services, 'random'>): string => randomText(40, HEX, random)

export interface AppSecrets {
  /** Signs install requests, callbacks, token requests and webhooks (section 2.3). */
  appSecret: string
  /** Signs access tokens. Whoever knew it could make tokens that never expire, so an app is not told. */
  tokenKey: string
}

/** As one text to be kept sealed. */
export const joinSecrets = ({ appSecret, tokenKey }: AppSecrets): string => `${appSecret}.${tokenKey}`

/** Null for a credential that signs nothing. Private apps of older stores were told no secret: one key did both. */
export function secretsOfApp(
  { signingSecret }: Pick<Credential, 'signingSecret'>,
  { secrets }: Pick<Services, 'secrets'>,
): AppSecrets | null {
  if (!signingSecret) return null
  const [appSecret = '', tokenKey = appSecret] = secrets.open(signingSecret).split('.')
  return { appSecret, tokenKey }
}
