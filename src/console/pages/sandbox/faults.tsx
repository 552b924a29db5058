import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import { useFaults, useRemoveFaults } from './use-faults.ts'

export function Faults({ slug }: { slug: string }) {
  const { data: rules, error, refetch } = useFaults()
  const removeAll = useRemoveFaults()
  const heading = useRef<HTMLHeadingElement>(null)
  return (
    <section className="card" aria-labelledby="faults">
      <h2 id="faults">Faults</h2>
      <p className="soft">Requests fail as their platform would fail them.</p>
      <RuleForm slug={slug} />
      <div className="card-head">
        <h3 ref={heading} tabIndex={-1}>
          Rules
        </h3>
        {rules && rules.length > 0 && (
          <Button
            kind="quiet"
            isPending={removeAll.isPending}
            onPress={() =>
              removeAll.mutate(undefined, {
                onSuccess: () => heading.current?.focus(),
              })
            }
          >
            Remove all
          </Button>
        )}
      </div>
      {error && !rules ? (
        <Failure error={error} retry={refetch} />
      ) : rules ? (
        <RuleList rules={rules} heading={heading} />
      ) : (
        <Loading />
      )}
    </section>
  )
}
