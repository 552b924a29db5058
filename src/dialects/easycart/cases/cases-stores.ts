/** Conformance cases of the two store endpoints and of the header that picks a store. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { anyText, customerShape, listWhere, message, textOrNull, time } from './case-shapes.ts'

const ASSUMED = 'assumed'
const FORBIDDEN = 'You do not have API access to this store.'

const store = {
  id: '{store}',
  name: anyText,
  slug: anyText,
  email: textOrNull,
  website_url: textOrNull,
  logo_url: textOrNull,
  tax_id: textOrNull,
  company_name: textOrNull,
  full_name: textOrNull,
  phone: textOrNull,
  address: {
    street: textOrNull,
    street_number: textOrNull,
    house_number: textOrNull,
    post_code: textOrNull,
    city: textOrNull,
    state: textOrNull,
    country: textOrNull,
  },
  created_at: time,
} satisfies Record<string, Shape>
const isStore: Shape = reliesOn(['store'], (value, facts) => {
  const given = value as Record<string, unknown>
  const is = given.id === facts.store && Object.keys(given).join() === Object.keys(store).join()
  return is || `the store ${facts.store} with ${Object.keys(store)}`
})

export const storeCases: readonly ConformanceCase[] = [
  {
    name: 'the store says who it is, and its currencies in order',
    source: 'Get Store',
    path: '/store',
    expect: {
      status: 200,
      body: {
        store: isStore,
        currencies: (value) =>
          (Array.isArray(value) &&
            value.every((one, at) => /^[a-z]{3}$/.test(one) && (at === 0 || value[at - 1] < one))) ||
          'codes of three small letters, in order, each once',
      },
    },
  },
  {
    name: 'every store that can be reached shows five members, and one is the default',
    source: 'List Stores',
    path: '/stores',
    expect: {
      status: 200,
      body: {
        stores: reliesOn(['store'], (value, facts) => {
          const stores = Array.isArray(value) ? value : []
          const [given] = stores.filter(({ is_default: isDefault }) => isDefault === true)
          const shown = stores.every((one) => Object.keys(one).join() === 'id,name,slug,role,is_default')
          return (shown && given?.id === facts.store) || `stores of which ${facts.store} is the default`
        }),
      },
    },
  },
  {
    name: 'the store header may name the default store itself',
    source: 'List Stores',
    path: '/store',
    headers: { 'X-Easycart-Store': '{store}' },
    expect: {
      status: 200,
      body: { store: isStore, currencies: (value) => Array.isArray(value) || 'a list' },
    },
  },
  {
    name: 'the store header in capitals is the same store',
    source: ASSUMED,
    path: '/store',
    headers: { 'X-Easycart-Store': '{store_upper}' },
    expect: {
      status: 200,
      body: { store: isStore, currencies: (value) => Array.isArray(value) || 'a list' },
    },
  },
  {
    name: 'the store says who it is and in which currencies it sold',
    source: 'Get Store',
    needs: ['store', 'has_address'],
    path: '/store',
    expect: { status: 200, body: { store, currencies: ['eur', 'pln', 'usd'] } },
  },
  {
    name: 'every reachable store is listed with the role and the default',
    source: 'List Stores',
    needs: ['store', 'other_store'],
    path: '/stores',
    expect: {
      status: 200,
      body: {
        stores: [
          { id: '{store}', name: anyText, slug: anyText, role: /^(owner|member)$/, is_default: true },
          { id: '{other_store}', name: anyText, slug: anyText, role: /^(owner|member)$/, is_default: false },
        ],
      },
    },
  },
  ...['not-a-uuid', '{foreign_store}'].map(
    (value): ConformanceCase => ({
      name: `List Stores ignores the store header ${value}`,
      source: 'List Stores',
      needs: ['foreign_store'],
      path: '/stores',
      headers: { 'X-Easycart-Store': value },
      expect: {
        status: 200,
        body: { stores: listWhere('each has an id', (item) => typeof item.id === 'string') },
      },
    }),
  ),
  {
    name: 'the store header picks another reachable store',
    source: 'List Stores',
    needs: ['other_store', 'other_customer'],
    path: '/customers?currency={currency}',
    headers: { 'X-Easycart-Store': '{other_store}' },
    expect: {
      status: 200,
      body: {
        items: [{ ...customerShape, id: '{other_customer}' }],
        pagination: { current_page: 1, total_pages: 1 },
      },
    },
  },
  {
    name: 'the store header is compared without regard to case',
    source: ASSUMED,
    needs: ['store_upper', 'has_address'],
    path: '/store',
    headers: { 'X-Easycart-Store': '{store_upper}' },
    expect: { status: 200, body: { store, currencies: ['eur', 'pln', 'usd'] } },
  },
  {
    name: 'a store header that is no UUID is refused',
    source: ASSUMED,
    path: '/customers',
    headers: { 'X-Easycart-Store': 'acme' },
    expect: { status: 400, body: message('Invalid store ID') },
  },
  ...['foreign_store', 'unknown'].flatMap((fact) =>
    ['/customers', '/customers/123', '/store'].map(
      (path): ConformanceCase => ({
        name: `${path} with the store header ${fact} is forbidden before anything is checked`,
        source: 'List Stores',
        needs: [fact],
        path,
        headers: { 'X-Easycart-Store': `{${fact}}` },
        expect: { status: 403, body: message(FORBIDDEN) },
      }),
    ),
  ),
]
