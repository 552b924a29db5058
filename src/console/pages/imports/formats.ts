/** The formats in people's words, and which one a file probably has. */
export const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'customers-csv': 'Customers (CSV)',
  'orders-csv': 'Orders (CSV)',
  'shopify-customers-csv': 'Shopify customers (CSV)',
  'shopline-customers-csv': 'SHOPLINE customers (CSV)',
  ndjson: 'Clientele export (NDJSON)',
  cdnow: 'CDNOW',
}
export const formatName = (format: string): string => FORMAT_NAMES[format] ?? format

const HEADER_BYTES = 64 * 1024

/** The first line of the file, which names the columns where there are any. */
export async function headerOf(file: File): Promise<string> {
  const text = new TextDecoder().decode(await file.slice(0, HEADER_BYTES).arrayBuffer())
  return text.split(/\r?\n/)[0] ?? ''
}

/** By its name and its first line. */
export function guessFormat(name: string, header: string): string {
  if (/\.(nd|l)?jsonl?$/i.test(name) || header.startsWith('{')) return 'ndjson'
  if (/^\s*\d+\s+\d{8}\s+\d+\s/.test(header)) return 'cdnow'
  if (/[\u4e00-\u9fff]/.test(header)) return 'shopline-customers-csv'
  if (/accepts (email )?marketing|default address/i.test(header)) return 'shopify-customers-csv'
  if (/\b(amount|total|amount_minor|order_reference)\b/i.test(header)) return 'orders-csv'
  return 'customers-csv'
}
