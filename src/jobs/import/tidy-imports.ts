/** Takes away what imports left: rejects tell of persons, and nobody may ever look at a list of them again. */
import type { ImportAdmin } from '../../core/import-admin.ts'
import type { BackgroundJob } from '../background.ts'

const EVERY_MS = 5 * 60_000

export const tidyImportsJob = (imports: Pick<ImportAdmin, 'tidy'>): BackgroundJob => ({
  name: 'tidy imports',
  every: EVERY_MS,
  async run() {
    await imports.tidy()
    // Nobody waits for it.
    return 0
  },
})
