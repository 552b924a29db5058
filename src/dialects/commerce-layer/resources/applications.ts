/** The application that asks (section 6.19), as a singleton. */
import { absent, computed, constant, resource } from '../describe-resource.ts'
import { applicationId, isConfidential } from '../tokens.ts'

const createdAt = computed((_record, { caller }) => caller.credential.createdAt.toISOString())

export const applications = resource('applications', null, {
  attributes: {
    name: ['string filter', computed((_record, { caller }) => caller.credential.name)],
    kind: ['string filter', computed((_record, { caller }) => caller.kind)],
    public_access: ['boolean filter', computed((_record, { caller }) => !isConfidential(caller.credential))],
    redirect_uri: ['string', computed((_record, { caller }) => firstUri(caller.credential.settings))],
    uid: ['string hidden', absent],
    secret: ['string hidden', absent],
    // Without any it may ask for whatever there is.
    scopes: [
      'string filter',
      computed((_record, { caller }) => caller.credential.scopes.join(' ') || 'market:all'),
    ],
    created_at: ['datetime sort filter', createdAt],
    updated_at: ['datetime sort filter', createdAt],
    reference: ['string sort filter', absent],
    reference_origin: ['string sort filter', absent],
    metadata: ['object filter', constant({})],
  },
  relationships: {},
  operations: ['retrieve'],
  singleton: {
    path: 'application',
    of: ({ organization, credential }) => ({ key: organization.key, shortId: applicationId(credential) }),
  },
})

const firstUri = ({ redirect_uris: uris }: Readonly<Record<string, unknown>>): string | null =>
  Array.isArray(uris) && typeof uris[0] === 'string' ? uris[0] : null
