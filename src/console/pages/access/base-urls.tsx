import type { OrganizationShown } from '../../../server/admin/present.ts'
import { Dialect } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

/** Where a client of each platform points. */
export const BaseUrls = ({ organization }: { organization: OrganizationShown }) => (
  <section className="card" aria-labelledby="base-urls">
    <h2 id="base-urls">Base URLs</h2>
    <ul className="base-urls">
      {Object.entries(organization.base_urls).map(([dialect, url]) => (
        <li key={dialect}>
          <Dialect name={dialect} />
          <code>{url}</code>
          <CopyButton text={url} quiet />
        </li>
      ))}
    </ul>
  </section>
)
