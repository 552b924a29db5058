/** Small line drawings, 20 × 20. */
const drawn = (d: string) => (
  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" className="icon">
    <path
      d={d}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)

export const ICONS = {
  menu: drawn('M3 5h14M3 10h14M3 15h14'),
  overview: drawn('M3 17V9M8 17V4M13 17v-6M18 17H2'),
  customers: drawn('M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c0-3.500 2.700-5.500 6-5.500s6 2 6 5.500'),
  requests: drawn('M3 6h11m0 0-3-3m3 3-3 3M17 14H6m0 0 3-3m-3 3 3 3'),
  imports: drawn('M10 3v9m0 0 3.500-3.500M10 12 6.500 8.500M3 14v3h14v-3'),
  syncs: drawn('M4 8a6.500 6.500 0 0 1 12-1m0-4v4h-4M16 12a6.500 6.500 0 0 1-12 1m0 4v-4h4'),
  webhooks: drawn(
    'M7 13.500A3.500 3.500 0 1 1 5.500 7M13 12h1.500a3 3 0 1 1-2.600 4.500M10 3a3.500 3.500 0 0 1 3.300 4.700L16 12',
  ),
  access: drawn('M13 8a4 4 0 1 0-4 4m0 0 0 0M11.500 10.500 17 16v2h-3l-4.500-4.500'),
  sandbox: drawn('M6 3h8M8 3v5l-4.500 7.500A1 1 0 0 0 4.500 17h11a1 1 0 0 0 1-1.500L12 8V3M6.500 12h7'),
  traps: drawn('M10 3 2.500 16.500h15L10 3ZM10 8v4M10 14.500v0'),
  docs: drawn('M5 3h7l4 4v10H5V3ZM12 3v4h4M8 11h5M8 14h5'),
  organizations: drawn('M3 17V6l7-3v14M10 8h7v9M3 17h15M6 8v0M6 12v0M13.500 11.500v0M13.500 14.500v0'),
  close: drawn('M5 5l10 10M15 5 5 15'),
  down: drawn('M5 8l5 5 5-5'),
  right: drawn('M8 5l5 5-5 5'),
  search: drawn('M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.500 13.500 17 17'),
  copy: drawn('M7 7h9v9H7V7ZM4 13V4h9'),
  download: drawn('M10 3v9m0 0 3.500-3.500M10 12 6.500 8.500M4 17h12'),
  more: drawn('M4.500 10v0M10 10v0M15.500 10v0'),
} as const
