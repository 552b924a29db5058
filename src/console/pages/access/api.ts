import { useQuery } from '@tanstack/react-query'
import type { AdminTokenShown } from '../../../server/admin/admin-tokens.ts'
import type { DialectShown } from '../../../server/admin/dialects.ts'
import type { SecretKeyShown, SigningKeyShown } from '../../../server/admin/keys.ts'
import type { CredentialShown } from '../../../server/admin/present.ts'
import { api, path } from '../../api/client.ts'

export const useDialects = () =>
  useQuery({
    queryKey: ['dialects'],
    queryFn: ({ signal }) =>
      api<{ dialects: DialectShown[] }>('/dialects', { signal }).then(({ dialects }) => dialects),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useCredentials = (slug: string) =>
  useQuery({
    queryKey: ['credentials', slug],
    queryFn: ({ signal }) =>
      api<{ credentials: CredentialShown[] }>(path`/organizations/${slug}/credentials`, { signal }).then(
        ({ credentials }) => credentials,
      ),
  })

export const useAdminTokens = () =>
  useQuery({
    queryKey: ['admin-tokens'],
    queryFn: ({ signal }) =>
      api<{ admin_tokens: AdminTokenShown[] }>('/admin-tokens', { signal }).then(
        ({ admin_tokens }) => admin_tokens,
      ),
  })

export const useKeys = () =>
  useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) =>
      api<{ signing_keys: SigningKeyShown[]; secret_key: SecretKeyShown | null }>('/keys', { signal }),
  })
