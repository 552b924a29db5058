/** Markets (section 6.15). */
import { COMMON, computed, resource, writeOnly } from '../describe-resource.ts'
import { roleOf } from '../permissions.ts'
import { loadMarket, type MarketFacts } from '../values/market-values.ts'
import { ownNumber } from '../values/own-number.ts'
import { disableMarket, enableMarket, firstSecret, nextSecret } from '../writing/market-writing.ts'

const TAX_CALCULATORS =
  'avalara_accounts|stripe_tax_accounts|vertex_accounts|taxjar_accounts|manual_tax_calculators|external_tax_calculators'

export const markets = resource('markets', 'record', {
  attributes: {
    number: ['integer', ownNumber],
    name: ['string create update required sort filter'],
    code: ['string create update sort filter'],
    facebook_pixel_id: ['string create update'],
    checkout_url: ['string create update'],
    external_prices_url: ['string create update'],
    external_order_validation_url: ['string create update'],
    private: ['boolean', computed((_market, { related }) => (related as MarketFacts).isPrivate)],
    shipping_cost_cutoff: ['integer create update'],
    _disable: ['boolean create update hidden', writeOnly(disableMarket)],
    _enable: ['boolean create update hidden', writeOnly(enableMarket)],
    disabled_at: ['datetime sort filter'],
    // It signs what the market's external services are sent, so it stays from browsers [assumed].
    shared_secret: [
      'string',
      computed((_market, { related, caller }) =>
        roleOf(caller) === 'integration' ? (related as MarketFacts).secret : null,
      ),
    ],
    _regenerate_shared_secret: ['boolean update hidden', writeOnly(nextSecret)],
    external_includes: ['array create update'],
    ...COMMON,
  },
  relationships: {
    merchant: ['one merchants create update required filter', { linked: 'merchant' }],
    price_list: ['one price_lists create update required filter sort', { linked: 'price_list' }],
    base_price_list: ['one price_lists'],
    inventory_model: [
      'one inventory_models create update required filter sort',
      { linked: 'inventory_model' },
    ],
    subscription_model: [
      'one subscription_models create update filter sort',
      { linked: 'subscription_model' },
    ],
    discount_engine: ['one discount_engines create update filter sort', { linked: 'discount_engine' }],
    tax_calculator: [`one ${TAX_CALCULATORS} create update filter sort`, { linked: 'tax_calculator' }],
    customer_group: ['one customer_groups create update filter sort', { linked: 'customer_group' }],
    geocoder: ['one geocoders create update filter sort', { linked: 'geocoder' }],
    default_shipping_method: [
      'one shipping_methods create update filter sort',
      { linked: 'default_shipping_method' },
    ],
    default_payment_method: [
      'one payment_methods create update filter sort',
      { linked: 'default_payment_method' },
    ],
    stores: ['many stores filter'],
    price_list_schedulers: ['many price_list_schedulers filter'],
    order_validation_rules: ['many order_validation_rules filter'],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  load: loadMarket,
  writing: { initial: firstSecret },
})
