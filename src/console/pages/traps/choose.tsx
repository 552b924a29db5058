import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { type Platform, useArm } from './api.ts'
import { Scenes } from './scenes.tsx'

interface Props {
  slug: string
  platform: Platform
  onArmed(): void
}

/** The traps that a platform has, all of them chosen at first. */
export function Choose({ slug, platform, onArmed }: Props) {
  const names = platform.traps.map(({ name }) => name)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = names.filter((name) => !left.has(name))
  const arm = useArm(slug)
  const toggle = (name: string, isChosen: boolean) =>
    setLeft((before) => new Set(isChosen ? [...before].filter((one) => one !== name) : [...before, name]))
  const all = chosen.length === names.length
  return (
    <div className="stack">
      <div className="row">
        <Button
          kind="primary"
          isDisabled={chosen.length === 0 || arm.isPending}
          onPress={() => arm.mutate({ dialect: platform.dialect, traps: chosen }, { onSuccess: onArmed })}
        >
          {all ? `Set all ${names.length} traps` : `Set ${chosen.length} of ${names.length} traps`}
        </Button>
        <span className="soft">
          The traps change this organization: customers are made, edited and deleted. A reset under Sandbox
          undoes it.
        </span>
      </div>
      <ul className="trap-list">
        {platform.traps.map(({ name, title, about, scenes }) => (
          <li key={name} className="card trap">
            <Checkbox isSelected={!left.has(name)} onChange={(isChosen) => toggle(name, isChosen)}>
              <strong>{title}</strong>
            </Checkbox>
            <p>{about}</p>
            <Scenes scenes={scenes} />
          </li>
        ))}
      </ul>
    </div>
  )
}
