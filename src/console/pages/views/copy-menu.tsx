import type { ViewAnswerShown } from '../../../server/admin/views/customer-views.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { tell } from '../../ui/toast.tsx'

/** What can be taken along of an answer. */
export const CopyMenu = ({ shown }: { shown: ViewAnswerShown }) => (
  <Menu
    trigger={
      <Button kind="quiet" aria-label={`Copy from ${shown.title}`}>
        {ICONS.copy}
      </Button>
    }
  >
    <MenuItem onAction={() => copy(shown.body)}>The answer as it came</MenuItem>
    <MenuItem onAction={() => copy(shown.curl)}>The request as curl</MenuItem>
    <MenuItem onAction={() => copy(shown.code.text)}>{`The request in ${shown.code.language}`}</MenuItem>
  </Menu>
)

const copy = (text: string) =>
  navigator.clipboard.writeText(text).then(
    () => tell('Copied'),
    () => tell('The browser does not let this page copy.', 'bad'),
  )
