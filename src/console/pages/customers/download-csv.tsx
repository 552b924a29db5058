import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ICONS } from '../../shell/icons.tsx'
import { Button } from '../../ui/button.tsx'
import { fetchCsv } from './api.ts'
import type { View } from './view.ts'

/** The customers of the view as a file, in its order. */
export function DownloadCsv({ slug, view }: { slug: string; view: View }) {
  const [pieces, setPieces] = useState(0)
  const download = useMutation({
    mutationFn: () => fetchCsv(slug, view, setPieces),
    onSuccess: (file) => {
      const url = URL.createObjectURL(file)
      const link = document.createElement('a')
      link.href = url
      link.download = `customers-${slug}.csv`
      link.click()
      // The browser reads it after the click.
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
    },
    onSettled: () => setPieces(0),
  })
  return (
    <Button onPress={() => !download.isPending && download.mutate()}>
      {ICONS.download}
      <span aria-live="polite">
        {download.isPending ? `Making the file${'.'.repeat(1 + (pieces % 3))}` : 'Download CSV'}
      </span>
    </Button>
  )
}
