import { useRef, useState } from 'react'
import { DropZone, FileTrigger, Form, isFileDropItem } from 'react-aria-components'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { Progress } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { useColumns, useFormats } from './api.ts'
import { Columns } from './columns.tsx'
import { formatName, guessFormat, headerOf } from './formats.ts'
import { sendFile } from './send-file.ts'

interface Props {
  slug: string
  isOpen: boolean
  /** What is being imported already; one at a time. */
  running: string | null
  onClose(): void
}

interface Chosen {
  file: File
  header: string
}

/** Chooses a file, says what it is, and sends it. Closing the dialog takes back what was sent. */
export function NewImport({ slug, isOpen, running, onClose }: Props) {
  const formats = useFormats()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [format, setFormat] = useState('customers-csv')
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({})
  const [sent, setSent] = useState(0)
  const stopping = useRef(new AbortController())
  const fields = formats.data?.find(({ name }) => name === format)?.fields ?? null
  const columns = useColumns(
    chosen && fields && chosen.header ? { format, beginning: `${chosen.header}\n`, mapping } : null,
  )
  const choose = async (file: File | null | undefined) => {
    if (!file) return
    if (file.size === 0) return tell(`${file.name} is empty: choose another file.`, 'bad')
    const header = await headerOf(file)
    setChosen({ file, header })
    setFormat(guessFormat(file.name, header))
    setMapping({})
    send.reset()
  }
  const close = () => {
    stopping.current.abort()
    setChosen(null)
    onClose()
  }
  const send = useChange(
    ['imports', slug],
    ({ file }: Chosen) => {
      stopping.current = new AbortController()
      setSent(0)
      const { signal } = stopping.current
      return sendFile({ slug, file, format, mapping: fields ? mapping : {}, onProgress: setSent, signal })
    },
    { quiet: true, onSuccess: close },
  )
  const problem = fields && chosen ? (columns.data?.problem ?? null) : null
  const hasFile = chosen !== null
  return (
    <Dialog title="Import a file" isOpen={isOpen} onClose={close}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen && !send.isPending) send.mutate(chosen)
        }}
      >
        <DropZone
          className="import-drop"
          onDrop={async ({ items }) => choose(await items.find(isFileDropItem)?.getFile())}
        >
          <FileTrigger onSelect={(files) => choose(files?.[0])}>
            <Button isDisabled={send.isPending}>{hasFile ? 'Choose another file' : 'Choose a file'}</Button>
          </FileTrigger>
          <span className="soft">
            {chosen ? `${chosen.file.name}, ${bytes(chosen.file.size)}` : 'or drop it here. Text in UTF-8.'}
          </span>
        </DropZone>
        {hasFile && (
          <Select
            label="What it is"
            value={format}
            isDisabled={send.isPending}
            isLoading={formats.isPending}
            onChange={(next) => {
              setFormat(next)
              setMapping({})
            }}
          >
            {(formats.data ?? []).map(({ name }) => (
              <Option key={name} id={name}>
                {formatName(name)}
              </Option>
            ))}
          </Select>
        )}
        {fields && chosen && columns.data && (
          <Columns
            columns={columns.data.columns}
            fields={fields}
            onChange={(column, field) => setMapping({ ...mapping, [column]: field })}
          />
        )}
        {problem && (
          <p className="refused" role="alert">
            {`It cannot be read so: ${problem}.`}
          </p>
        )}
        {running && <p className="refused">{`${running} is being imported. One file is read at a time.`}</p>}
        {hasFile && (
          <p className="soft small">
            Records that are there already are brought up to date with what the file says; importing a file
            again changes nothing. What cannot be taken is kept with its line and the reason.
          </p>
        )}
        {send.isPending && <Progress label={`Sending, ${Math.floor(sent * 100)} %`} share={sent} />}
        {send.error && (
          <p className="refused" role="alert">
            {send.error.message}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={close}>Cancel</Button>
          <Button type="submit" kind="primary" isDisabled={!hasFile || problem !== null || running !== null}>
            Import
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

const UNITS = ['bytes', 'kB', 'MB', 'GB']
/** `1.2 MB` */
function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3))
  return `${(size / 1000 ** power).toLocaleString('en', { maximumFractionDigits: 1 })} ${UNITS[power]}`
}
