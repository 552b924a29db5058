import { useOrganization } from '../../api/session.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { RuleAsked } from './faults-of.ts'

/** A list of customers, below each platform's base URL. */
const LISTS: Readonly<Record<string, string>> = {
  'commerce-layer': '/customers',
  shopline: '/v2/customers.json',
  easycart: '/customers?currency=usd',
}

/** The same fault for one request, which asks for it itself. */
export function HeaderForm({ slug, rule }: { slug: string; rule: RuleAsked }) {
  const { data: organization } = useOrganization(slug)
  const dialect = rule.dialect ?? 'commerce-layer'
  const base = organization?.base_urls[dialect]
  if (base === undefined) return null
  const url = `${base}${LISTS[dialect] ?? ''}`
  const line = `curl -i -H 'Clientele-Fault: ${rule.fault}' -H 'Authorization: Bearer …' '${url}'`
  return (
    <details className="header-form">
      <summary>For one request: the header</summary>
      <div className="stack">
        <p className="soft">A request can ask for the fault itself. It then goes before every rule.</p>
        <code className="curl">{line}</code>
        <div className="row">
          <CopyButton text={line} label="Copy as curl" />
        </div>
      </div>
    </details>
  )
}
