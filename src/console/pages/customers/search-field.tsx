import { useEffect, useRef, useState } from 'react'
import { SearchField as AriaSearchField, Button, Input, Label } from 'react-aria-components'
import { ICONS } from '../../shell/icons.tsx'

/** After the last key. */
const WAIT_MS = 150

/** What is typed is looked for a moment later; the field keeps what is typed and the focus meanwhile. */
export function SearchField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  // Somebody went back, or a chip took it away.
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setTyped(value)
  }, [value])
  const tell = useRef(onChange)
  tell.current = onChange
  useEffect(() => {
    const text = typed.trim()
    if (text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      tell.current(text)
    }, WAIT_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <AriaSearchField className="field customer-search" value={typed} onChange={setTyped} maxLength={200}>
      <Label className="hidden">Search customers</Label>
      {ICONS.search}
      <Input placeholder="Name, e-mail or phone" />
      <Button className="clear" aria-label="Clear the search">
        {ICONS.close}
      </Button>
    </AriaSearchField>
  )
}
