import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'
import './tabs.css'

interface Props {
  label: string
  /** Name and content of each, by id. */
  tabs: Readonly<Record<string, { name: string; content: ReactNode }>>
  selected: string
  onSelect(id: string): void
}

export const Tabs = ({ label, tabs, selected, onSelect }: Props) => (
  <AriaTabs className="tabs" selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
    <TabList aria-label={label} className="tab-list">
      {Object.entries(tabs).map(([id, { name }]) => (
        <Tab key={id} id={id} className="tab">
          {name}
        </Tab>
      ))}
    </TabList>
    {Object.entries(tabs).map(([id, { content }]) => (
      <TabPanel key={id} id={id} className="tab-panel">
        {content}
      </TabPanel>
    ))}
  </AriaTabs>
)
