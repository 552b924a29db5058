/** The platforms by name, and what a credential of each may be given. */
export const PLATFORMS = ['commerce-layer', 'shopline', 'easycart'] as const
export type PlatformName = (typeof PLATFORMS)[number]

export const PLATFORM_SCOPES: Readonly<Record<PlatformName, readonly string[]>> = {
  'commerce-layer': [],
  shopline: ['read_customers', 'write_customers', 'read_store_information'],
  easycart: [],
}
