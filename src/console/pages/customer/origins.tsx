/** Where the customer's fields came from: the sources that know the customer, and each field's origin. */
import { Dialect } from '../../ui/badge.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { Time } from '../../ui/values.tsx'
import { useOrigins, useWhich } from './api.ts'
import { dialectOf } from './origin-mark.tsx'
import { fieldName, valueText, whoName } from './words.ts'
import './origins.css'

const LINKED: Readonly<Record<string, string>> = {
  id: 'by its id',
  created: 'it brought the customer',
  email: 'by its e-mail address',
  mapping: 'by hand',
  separate: 'kept apart by hand',
}

export function OriginsPanel() {
  const origins = useOrigins(useWhich())
  if (origins.isPending) return <Loading />
  if (origins.isError) return <Failure error={origins.error} retry={origins.refetch} />
  const { sources, fields } = origins.data
  if (fields.length + sources.length === 0)
    return (
      <Empty>
        <p>Nobody noted where this customer’s fields came from.</p>
      </Empty>
    )
  return (
    <div className="stack">
      {sources.length > 0 && (
        <TableFrame label="Sources that know this customer">
          <caption className="table-caption">Sources that know this customer</caption>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Id there</th>
              <th scope="col">Linked</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.name}>
                <td>
                  {source.name} <Dialect name={source.dialect} />
                </td>
                <td>
                  <code>{source.remote_id}</code>
                </td>
                <td>
                  {LINKED[source.linked_by] ?? source.linked_by}, <Time at={source.linked_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
      <TableFrame label="Where each field came from">
        <caption className="table-caption">Where each field came from</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, value, source, by, since }) => (
            <tr key={field}>
              <td>{fieldName(field)}</td>
              <td className="origin-value">{valueText(field, value) ?? '–'}</td>
              <td>
                {source === null ? (
                  by && whoName(by)
                ) : (
                  <>
                    <span className={`origin-dot ${dialectOf(origins.data, source)}`} /> {source}
                  </>
                )}
              </td>
              <td className="origin-since">
                <Time at={since} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  )
}
