import { useNavigate } from '@tanstack/react-router'
import type { OrganizationShown } from '../../server/admin/present.ts'
import { useOrganizations } from '../api/session.ts'
import { Option, Select } from '../ui/select.tsx'

const ALL = '*'

/** Copies have their original's name. */
const named = ({ name, slug }: OrganizationShown, all: readonly OrganizationShown[]): string =>
  all.filter((one) => one.name === name).length > 1 ? `${name} (${slug})` : name

/** Which organization is looked at; another one opens at its overview. */
export function OrganizationPicker({ slug }: { slug: string }) {
  const { data = [] } = useOrganizations()
  const navigate = useNavigate()
  return (
    <Select
      label="Organization"
      value={slug}
      onChange={(chosen) =>
        chosen === ALL
          ? navigate({ to: '/organizations' })
          : navigate({ to: '/o/$slug/overview', params: { slug: chosen } })
      }
    >
      {data.map((organization) => (
        <Option key={organization.slug} id={organization.slug}>
          {named(organization, data)}
        </Option>
      ))}
      <Option id={ALL}>All organizations…</Option>
    </Select>
  )
}
