/** Resources of the long tail: records of their own kind. */

import { COMMON, resource } from '../describe-resource.ts'
import type { Resource } from '../resource.ts'

export const longTail: readonly Resource[] = [
  resource('sku_lists', 'record', {
    attributes: {
      name: ['string sort filter'],
      slug: ['string sort filter'],
      description: ['string filter'],
      image_url: ['string filter'],
      manual: ['boolean sort filter'],
      sku_code_regex: ['string'],
      ...COMMON,
    },
    relationships: {
      customer: ['one customers filter sort'],
      skus: ['many skus'],
      sku_list_items: ['many sku_list_items filter'],
      bundles: ['many bundles'],
      attachments: ['many attachments filter'],
      links: ['many links filter'],
      event_stores: ['many event_stores closed', 'history'],
    },
    // Which codes a list holds is known from its items and its expression; items are not kept.
    scopes: {
      sku_code_eq: null,
      sku_code_matches: null,
      sku_code_start: null,
      sku_code_end: null,
      sku_code_in: null,
    },
  }),
  resource('attachments', 'record', {
    attributes: {
      name: ['string sort filter'],
      description: ['string filter'],
      url: ['string'],
      ...COMMON,
    },
    relationships: {
      attachable: [
        'one geocoders|price_lists|payment_methods|markets|customer_groups|promotions|orders|transactions|tax_calculators|tax_categories|skus|shipping_categories|order_validation_rules|bundles|sku_lists|stock_items|stock_locations|returns|carrier_accounts|coupon_recipients|customers|delivery_lead_times|shipping_methods|shipments|discount_engines|parcels|gift_card_recipients|gift_cards|inventory_models|stock_transfers|sku_options|merchants|subscription_models|payment_options|packages|prices|price_tiers|shipping_method_tiers|shipping_zones',
      ],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
  resource('events', 'record', {
    attributes: {
      name: ['string sort filter'],
      ...COMMON,
    },
    relationships: {
      webhooks: ['many webhooks'],
      last_event_callbacks: ['many event_callbacks'],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
  resource('markets', 'record', {
    attributes: {
      number: ['integer'],
      name: ['string sort filter'],
      code: ['string sort filter'],
      facebook_pixel_id: ['string'],
      checkout_url: ['string'],
      external_prices_url: ['string'],
      external_order_validation_url: ['string'],
      private: ['boolean'],
      shipping_cost_cutoff: ['integer'],
      disabled_at: ['datetime sort filter'],
      shared_secret: ['string'],
      external_includes: ['object'],
      ...COMMON,
    },
    relationships: {
      merchant: ['one merchants filter'],
      price_list: ['one price_lists filter sort'],
      base_price_list: ['one price_lists'],
      inventory_model: ['one inventory_models filter sort'],
      subscription_model: ['one subscription_models filter sort'],
      discount_engine: ['one discount_engines filter sort'],
      tax_calculator: [
        'one avalara_accounts|stripe_tax_accounts|vertex_accounts|taxjar_accounts|manual_tax_calculators|external_tax_calculators filter sort',
      ],
      customer_group: ['one customer_groups filter sort'],
      geocoder: ['one geocoders filter sort'],
      default_shipping_method: ['one shipping_methods filter sort'],
      default_payment_method: ['one payment_methods filter sort'],
      stores: ['many stores filter'],
      price_list_schedulers: ['many price_list_schedulers filter'],
      attachments: ['many attachments filter'],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
  resource('stock_locations', 'record', {
    attributes: {
      number: ['integer'],
      name: ['string sort filter'],
      code: ['string sort filter'],
      label_format: ['string sort filter'],
      suppress_etd: ['boolean sort filter'],
      ...COMMON,
    },
    relationships: {
      address: ['one addresses filter sort'],
      inventory_stock_locations: ['many inventory_stock_locations filter'],
      inventory_return_locations: ['many inventory_return_locations filter'],
      stock_items: ['many stock_items filter'],
      stock_transfers: ['many stock_transfers filter'],
      stores: ['many stores filter'],
      attachments: ['many attachments filter'],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
]
