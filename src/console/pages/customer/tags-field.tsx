import { useId, useState } from 'react'
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  Tag,
  TagGroup,
  TagList,
  TextField,
} from 'react-aria-components'
import { ICONS } from '../../shell/icons.tsx'
import { Button } from '../../ui/button.tsx'
import '../../ui/field.css'

interface Props {
  tags: readonly string[]
  /** Those that there are in the organization. */
  known: readonly string[]
  onChange(tags: string[]): void
  errorMessage?: string | undefined
}

/** Tags that can be taken away one by one (Delete, or their cross), and a field that adds one. */
export function TagsField({ tags, known, onChange, errorMessage }: Props) {
  const [text, setText] = useState('')
  const list = useId()
  const add = () => {
    const fresh = text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !tags.includes(one))
    if (fresh.length > 0) onChange([...tags, ...new Set(fresh)])
    setText('')
  }
  return (
    <div className="tags-field">
      {tags.length > 0 && (
        <TagGroup onRemove={(gone) => onChange(tags.filter((tag) => !gone.has(tag)))}>
          <Label className="hidden">Tags of this customer</Label>
          <TagList className="row customer-tags">
            {tags.map((tag) => (
              <Tag key={tag} id={tag} textValue={tag} className="badge tag">
                {tag}
                <AriaButton slot="remove" aria-label={`Remove ${tag}`}>
                  {ICONS.close}
                </AriaButton>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <div className="tags-add">
        <TextField
          className="field"
          value={text}
          onChange={setText}
          isInvalid={errorMessage !== undefined}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return event.continuePropagation()
            event.preventDefault()
            add()
          }}
        >
          <Label>Add a tag</Label>
          <Input list={list} />
          <FieldError>{errorMessage}</FieldError>
        </TextField>
        <Button onPress={add} isDisabled={text.trim() === ''}>
          Add
        </Button>
      </div>
      <datalist id={list}>
        {known
          .filter((tag) => !tags.includes(tag))
          .map((tag) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </div>
  )
}
