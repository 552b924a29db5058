import { type RefObject, useState } from 'react'
import type { FaultRuleShown } from '../../../server/admin/sandbox/faults.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/choices.tsx'
import { Empty } from '../../ui/states.tsx'
import { count, Time } from '../../ui/values.tsx'
import { sentence } from './faults-of.ts'
import { useEnableFault, useRemoveFault } from './use-faults.ts'

/** `heading` is where the keyboard is when the rule that it was at is gone. */
export function RuleList({
  rules,
  heading,
}: {
  rules: readonly FaultRuleShown[]
  heading: RefObject<HTMLElement | null>
}) {
  if (rules.length === 0)
    return <Empty>No request fails. Say above which shall, and they fail as their platform would.</Empty>
  return (
    <ol className="rules">
      {rules.map((rule) => (
        <Rule key={rule.id} rule={rule} heading={heading} />
      ))}
    </ol>
  )
}

function Rule({ rule, heading }: { rule: FaultRuleShown; heading: RefObject<HTMLElement | null> }) {
  const enable = useEnableFault()
  const remove = useRemoveFault()
  const [asked, setAsked] = useState<boolean | null>(null)
  const isUsedUp = rule.left === 0
  const isOn = (asked ?? rule.enabled) && !isUsedUp
  const turn = (enabled: boolean) => {
    // Shown at once; what the server says counts when it has answered.
    setAsked(enabled)
    enable.mutate({ id: rule.id, enabled }, { onSettled: () => setAsked(null) })
  }
  return (
    <li className="rule" data-off={!isOn || undefined}>
      <p>{sentence(rule)}</p>
      <Button
        kind="quiet"
        aria-label={`Remove: ${sentence(rule)}`}
        isPending={remove.isPending}
        onPress={() => remove.mutate(rule.id, { onSuccess: () => heading.current?.focus() })}
      >
        {ICONS.close}
      </Button>
      <div className="rule-foot">
        <Switch isSelected={isOn} onChange={turn} aria-label={`In force: ${sentence(rule)}`}>
          {isUsedUp ? <Badge>used up</Badge> : isOn ? 'in force' : 'off'}
        </Switch>
        <span className="soft">
          {hits(rule)}
          {rule.last_hit_at && (
            <>
              {' · '}
              <Time at={rule.last_hit_at} />
            </>
          )}
        </span>
      </div>
    </li>
  )
}

function hits({ hits: many, left }: FaultRuleShown): string {
  const taken =
    many === 0 ? 'None failed yet' : many === 1 ? '1 request failed' : `${count(many)} requests failed`
  return left ? `${taken}, ${count(left)} to go` : taken
}
