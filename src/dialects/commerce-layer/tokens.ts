/** Commerce Layer's credential: an OAuth application, whose client id and secret are exchanged for a JWT. */
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import type { CreatedCredential, CredentialRequest, Services } from '../dialect.ts'

export async function createCredential(
  { organizations, scopes, kind, redirectUris, expiresAt }: CredentialRequest,
  services: Services,
): Promise<CreatedCredential> {
  const [home] = organizations
  if (!home) throw new Error('An application needs an organization')
  const clientId = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  const clientSecret = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  const credential = await services.credentials.create(
    {
      id: `cl_${randomText(10, ALPHANUMERIC, services.random)}`,
      organization: home.key,
      dialect: 'commerce-layer',
      kind: kind ?? 'integration',
      name: null,
      publicId: clientId,
      secretHash: services.secrets.hash(clientSecret),
      signingSecret: null,
      scopes: [...scopes],
      settings: { redirect_uris: redirectUris },
      expiresAt,
    },
    organizations.map((organization) => organization.key),
  )
  return { credential, printed: { id: credential.id, client_id: clientId, client_secret: clientSecret } }
}
