import { PageHead } from '../../shell/shell.tsx'

export const Page = () => <PageHead title="Access" />
