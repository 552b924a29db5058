/** What the demo's shop sells: amounts in minor units of the product's currency. */
import type { CatalogueItem } from '../plan.ts'

const item = (
  currency: string,
  name: string,
  slug: string,
  prices: Record<string, number>,
  more: Partial<CatalogueItem> = {},
): CatalogueItem => ({ currency, name, slug, prices, status: 'published', description: null, ...more })

const monthly = { interval: 'month', intervalCount: 1 } as const

export const CATALOGUE: readonly CatalogueItem[] = [
  item(
    'EUR',
    'Ceramics at home',
    'ceramics-at-home',
    { Basic: 4900, Complete: 12900 },
    {
      description: 'Twelve lessons on clay, glazes and firing.',
      accessDays: 365,
    },
  ),
  item('EUR', 'Glaze recipe book', 'glaze-recipe-book', { PDF: 1900 }, { isBump: true }),
  item('EUR', 'Studio apron', 'studio-apron', { 'Size M': 3500, 'Size L': 3500 }, { isGoods: true }),
  item('EUR', 'First lesson', 'first-lesson', { Free: 0 }),
  item('EUR', 'Studio club', 'studio-club', { Monthly: 1500 }, { recurring: monthly, trialDays: 14 }),
  item(
    'EUR',
    'Wheel on instalments',
    'wheel-on-instalments',
    { 'Six instalments': 9900 },
    { recurring: { ...monthly, cycles: 6 } },
  ),
  item(
    'PLN',
    'Kurs: Żółta glina od podstaw',
    'zolta-glina',
    { Podstawowy: 19900, Pełny: 49900 },
    { accessDays: 365 },
  ),
  item('PLN', 'E-book „Szkliwa”', 'szkliwa', { PDF: 4900 }, { isBump: true }),
  item('PLN', 'Lekcja próbna', 'lekcja-probna', { Bezpłatna: 0 }),
  item('PLN', 'Klub pracowni', 'klub-pracowni', { Miesięcznie: 4900 }, { recurring: monthly }),
  item('USD', 'Wheel throwing masterclass', 'wheel-throwing', { Standard: 9900, 'With feedback': 24900 }),
  item('USD', 'Tool set', 'tool-set', { Standard: 4200 }, { isBump: true, isGoods: true }),
  item('USD', 'Sample lesson', 'sample-lesson', { Free: 0 }),
  item(
    'USD',
    'Members’ library',
    'members-library',
    { Yearly: 19000 },
    { recurring: { interval: 'year', intervalCount: 1 }, trialDays: 30 },
  ),
  item('GBP', 'Kiln safety course', 'kiln-safety', { Standard: 7900 }),
  item('GBP', 'Firing log', 'firing-log', { Notebook: 1200 }, { isBump: true, isGoods: true }),
  item(
    'GBP',
    'Weekly critique',
    'weekly-critique',
    { Weekly: 900 },
    { recurring: { interval: 'week', intervalCount: 1 } },
  ),
  item('JPY', '陶芸入門講座', 'tougei-nyumon', { 標準: 5800, 特別: 12800 }),
  item('JPY', '釉薬ノート', 'yuyaku-note', { 電子版: 1200 }, { isBump: true }),
  item(
    'JPY',
    '工房メンバー',
    'koubou-member',
    { '30日': 1500 },
    { recurring: { interval: 'day', intervalCount: 30 } },
  ),
  item('EUR', 'Raku weekend', 'raku-weekend', { Seat: 18900 }, { status: 'draft' }),
  item('EUR', 'Advent calendar', 'advent-calendar', { Standard: 2900 }, { isGoods: true, withdrawn: true }),
]
