import { useState } from 'react'
import { Option, Select } from '../ui/select.tsx'
import { applyTheme, chosenTheme, THEMES, type Theme } from './theme.ts'

const NAMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export function ThemePicker() {
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (chosen: string) => {
    applyTheme(chosen as Theme)
    setTheme(chosen as Theme)
  }
  return (
    <Select label="Colours" value={theme} onChange={choose}>
      {THEMES.map((one) => (
        <Option key={one} id={one}>
          {NAMES[one]}
        </Option>
      ))}
    </Select>
  )
}
