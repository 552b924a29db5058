import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Platform, useNewCredential } from './api.ts'

/** What a client does not present. */
const BESIDE = new Set(['id', 'base_url', 'curl'])

/** Where the client under test points, and with what it may read there. */
export function Client({ slug, platform }: { slug: string; platform: Platform }) {
  const make = useNewCredential(slug)
  const [printed, setPrinted] = useState<Readonly<Record<string, string>> | null>(null)
  const members = Object.entries(printed ?? {}).filter(([name]) => !BESIDE.has(name))
  return (
    <div className="client">
      <dl className="client-facts">
        <Fact name="base URL" value={platform.base_url} />
        {members.map(([name, value]) => (
          <Fact key={name} name={name.replaceAll('_', ' ')} value={value} />
        ))}
      </dl>
      {printed ? (
        <p className="soft">
          The secret is shown only now. Revoke the credential under Access when you are done.
        </p>
      ) : (
        <div className="row">
          <Button
            isDisabled={make.isPending}
            onPress={() => make.mutate(platform.dialect, { onSuccess: setPrinted })}
          >
            Make a credential for it
          </Button>
          <span className="soft">Any {platform.title} credential of this organization will do as well.</span>
        </div>
      )}
    </div>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{value}</code>
      <CopyButton text={value} label={`Copy ${name}`} quiet />
    </dd>
  </div>
)
