import { createContext, useContext } from 'react'
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { OriginShown, Origins } from '../../../server/admin/customer/origins.ts'
import { fieldName, momentName, whoName } from './words.ts'
import './origins.css'

const Known = createContext<Origins | undefined>(undefined)
export const OriginsProvider = Known.Provider

/** `shopline, since Mar 2, 2026, 10:00 AM` */
export const originText = ({ source, by, since }: OriginShown): string =>
  `${source === null ? (by ? whoName(by) : 'not known') : `Source ${source}`}${since ? `, since ${momentName(since)}` : ''}`

/** The platform of a source; tags may come from several, the first of which decides. */
export const dialectOf = (origins: Origins, source: string | null): string =>
  origins.sources.find(({ name }) => name === source?.split(', ')[0])?.dialect ?? 'here'

/** A small mark at a field: where its value came from, on demand. */
export function OriginMark({ field }: { field: string }) {
  const origins = useContext(Known)
  const origin = origins?.fields.find((one) => one.field === field)
  if (!origins || !origin) return null
  const name = fieldName(field)
  return (
    <DialogTrigger>
      <Button className="origin-mark" aria-label={`Where “${name}” came from`}>
        <span className={`origin-dot ${dialectOf(origins, origin.source)}`} />
      </Button>
      <Popover className="popover origin-text" placement="top">
        <Dialog aria-label={`Where “${name}” came from`}>
          <strong>{name}</strong>
          <p>{originText(origin)}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
