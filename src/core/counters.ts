/** Names of the counts that are kept exactly, beside one per counted record type. */

/** Customers who placed an order in that currency (ISO 4217, upper case). */
export const membersCounter = (currency: string): string => `members:${currency.toUpperCase()}`
