import type { ReactNode } from 'react'
import './badge.css'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info' | 'commerce-layer' | 'shopline' | 'easycart'

export const Badge = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`badge ${tone}`}>{children}</span>
)

const TITLES: Readonly<Record<string, string>> = {
  'commerce-layer': 'Commerce Layer',
  shopline: 'SHOPLINE',
  easycart: 'Easycart',
}
export const dialectTitle = (name: string): string => TITLES[name] ?? name

/** A platform by its name and colour. */
export const Dialect = ({ name }: { name: string }) => (
  <Badge tone={name in TITLES ? (name as Tone) : 'plain'}>{dialectTitle(name)}</Badge>
)
