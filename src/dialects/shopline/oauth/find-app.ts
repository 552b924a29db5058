/** The custom or public app that a key names, with its store and its secrets. */
import type { Credential } from '../../../core/credentials.ts'
import type { Organization } from '../../../core/ports.ts'
import type { Services, WireRequest } from '../../dialect.ts'
import { type AppSecrets, secretsOfApp } from './app-secrets.ts'
import { isPrivate, type Registration, registrationOf } from './apps.ts'

export interface App extends AppSecrets {
  credential: Credential
  appKey: string
  /** The store that it was made for. */
  store: Organization
  registered: Registration
}

export async function findApp(appKey: string, services: Services): Promise<App | null> {
  if (!/^[0-9a-f]{40}$/.test(appKey)) return null
  const credential = await services.credentials.byPublicId('shopline', appKey)
  if (!credential || isPrivate(credential)) return null
  const store = await services.organizations.byKey(credential.organization)
  const secrets = secretsOfApp(credential, services)
  if (!store || !secrets) return null
  return { ...secrets, credential, appKey, store, registered: registrationOf(credential) }
}

/** The store that the Host names, `none` where it names one that is not there; null where it names none. */
export async function addressedStore(
  { hostLabel }: WireRequest,
  { organizations }: Services,
): Promise<Organization | 'none' | null> {
  return hostLabel === null ? null : ((await organizations.byLabel(hostLabel)) ?? 'none')
}

/** The app belongs to the addressed store, and was not taken out of it. */
export const isOf = ({ credential, store }: App, addressed: Organization | null): boolean =>
  !credential.revokedAt && (addressed === null || addressed.key === store.key)
