/** Labels and short texts of the demo. */
export const TAGS = [
  'loyal',
  'vip',
  'wholesale',
  'newsletter',
  'early-bird',
  'complained',
  'żółty',
  '常連',
] as const

export const GROUPS = [
  { name: 'Retail', code: 'retail' },
  { name: 'Wholesale', code: 'wholesale' },
  { name: 'Schools & workshops', code: 'schools' },
  { name: 'Staff', code: null },
] as const

/** Groups whose members are whoever the query finds. */
export const QUERY_GROUPS = [
  { name: 'Come back', code: null, query: 'orders_count:>1' },
  { name: 'Big spenders', code: null, query: 'total_spent:>500;orders_count:>2' },
  { name: 'Newsletter', code: null, query: 'accepts_marketing:true' },
  { name: 'VIP', code: null, query: 'tags:vip' },
] as const

export const NOTES = [
  'Prefers to be written to in the evening.',
  'Sent a card after the spring sale.\nAsk about the kiln.',
  'Zwroty tylko na kartę.',
  'Invoice to the company, parcel to the studio.',
  '電話は午後のみ。',
] as const

export const CONSENT_SOURCES = ['Pop', 'checkout', 'footer', 'import', 'account page'] as const

export const COMPANIES = [
  'Clay & Co.',
  'Töpferei am See',
  'Pracownia Glinka',
  'Atelier du Feu',
  '合同会社つち',
] as const

/** Only names that RFC 2606 keeps free: no mail can reach a person. */
export const MAIL_DOMAINS = ['example.com', 'example.org', 'example.net'] as const
