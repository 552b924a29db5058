import { PageHead } from '../../shell/shell.tsx'

export const Page = () => (
  <main className="lost">
    <PageHead title="Organizations" />
  </main>
)
