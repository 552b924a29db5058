import type { ReactNode } from 'react'
import './table.css'

/** Scrolls sideways where it is too narrow for its table, with the arrow keys too. */
export const TableFrame = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: it groups a table alone
  // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it
  <div className="table-frame" role="group" aria-label={label} tabIndex={0}>
    <table className="table">{children}</table>
  </div>
)
