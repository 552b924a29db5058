/** What an app registered: its kind, where it is, what it may ask for (section 2.1). */
import type { Credential } from '../../../core/credentials.ts'

/** A private app's token is copied; the others' come by OAuth. */
export const APP_KINDS = ['private_app', 'custom_app', 'public_app'] as const

export const isPrivate = ({ kind }: Pick<Credential, 'kind'>): boolean => kind === 'private_app'

/** Of a custom or public app; its granted scopes are the credential's own. */
export interface Registration {
  redirectUris: readonly string[]
  appUrl: string | null
  scopes: readonly string[]
  /** Empty: its tokens may be asked for from anywhere. */
  allowedAddresses: readonly string[]
}

export const keptRegistration = (registration: Registration): Record<string, unknown> => ({
  redirect_uris: registration.redirectUris,
  app_url: registration.appUrl,
  scopes: registration.scopes,
  allowed_addresses: registration.allowedAddresses,
})

export const registrationOf = ({ settings }: Pick<Credential, 'settings'>): Registration => ({
  redirectUris: texts(settings.redirect_uris),
  appUrl: typeof settings.app_url === 'string' ? settings.app_url : null,
  scopes: texts(settings.scopes),
  allowedAddresses: texts(settings.allowed_addresses),
})

const texts = (kept: unknown): string[] =>
  Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
