/** What could not be taken: looked at, or kept as a file. It tells of persons, so that it is read on demand only. */
import { useMutation, useQuery } from '@tanstack/react-query'
import type { RejectsShown } from '../../../server/admin/imports/present.ts'
import { api } from '../../api/client.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import '../../ui/table.css'

interface Props {
  /** Where they are: `/organizations/acme/imports/…/rejects`. */
  from: string
  /** What the file is called. */
  fileName: string
  isOpen: boolean
  onClose(): void
}

/** So many are shown; the file has all. */
const SHOWN = 100

export function Rejects({ from, fileName, isOpen, onClose }: Props) {
  const first = useQuery({
    queryKey: ['rejects', from],
    queryFn: ({ signal }) => api<RejectsShown>(from, { signal }),
    enabled: isOpen,
    staleTime: 0,
  })
  const download = useMutation({ mutationFn: () => save(from, fileName) })
  const lines = (first.data?.text ?? '').split('\n').filter(Boolean)
  return (
    <Dialog title="Rejected" isOpen={isOpen} onClose={onClose} side>
      <div className="stack">
        <div className="row spread">
          <p className="soft">
            Your own data, as it was given: it may name people.
            {(lines.length > SHOWN || first.data?.next) &&
              ` The first ${Math.min(SHOWN, lines.length)} are shown.`}
          </p>
          <Button onPress={() => download.isPending || download.mutate()}>
            {ICONS.download}
            Download all
          </Button>
        </div>
        {first.isPending && <Loading />}
        {first.error && <Failure error={first.error} retry={first.refetch} />}
        {first.data && <Lines lines={lines.slice(0, SHOWN)} />}
      </div>
    </Dialog>
  )
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ol className="rejects">
    {lines.map((text, index) => {
      const { line, stream, id, reason, input, shown } = JSON.parse(text) as Record<string, unknown>
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <li key={index}>
          <strong>{line === undefined ? `${stream} ${id}` : `Line ${line}`}</strong> {String(reason)}
          <code>{input === undefined ? JSON.stringify(shown) : String(input)}</code>
        </li>
      )
    })}
  </ol>
)

/** Piece by piece, so that no answer is too long; then as one file. */
async function save(from: string, fileName: string): Promise<void> {
  const pieces: string[] = []
  for (let next: string | null = null; ; ) {
    const piece: RejectsShown = await api<RejectsShown>(from, { query: { from: next } })
    pieces.push(piece.text)
    next = piece.next
    if (next === null) break
  }
  const url = URL.createObjectURL(new Blob(pieces, { type: 'application/x-ndjson' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
