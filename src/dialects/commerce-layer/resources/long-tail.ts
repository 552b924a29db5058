/** Resources of the long tail: records of their own kind. */

import { COMMON, resource } from '../describe-resource.ts'
import type { Resource } from '../resource.ts'

export const longTail: readonly Resource[] = [
  resource('customer_payment_sources', 'record', {
    attributes: {
      name: ['string filter'],
      customer_token: ['string'],
      payment_source_token: ['string filter'],
      ...COMMON,
    },
    relationships: {
      customer: ['one customers filter sort'],
      payment_method: ['one payment_methods filter'],
      payment_source: [
        'one adyen_payments|axerve_payments|braintree_payments|checkout_com_payments|external_payments|klarna_payments|paypal_payments|satispay_payments|stripe_payments|wire_transfers',
      ],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
  resource('customer_subscriptions', 'record', {
    attributes: {
      customer_email: ['string'],
      reference: ['string sort filter'],
      created_at: ['datetime sort filter'],
      updated_at: ['datetime sort filter'],
      reference_origin: ['string sort filter'],
      metadata: ['object filter'],
    },
    relationships: {
      customer: ['one customers filter sort'],
      events: ['many events filter'],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
  resource('returns', 'record', {
    attributes: {
      number: ['string sort filter'],
      status: ['string sort filter'],
      customer_email: ['string'],
      skus_count: ['integer filter'],
      approved_at: ['datetime sort filter'],
      cancelled_at: ['datetime sort filter'],
      shipped_at: ['datetime sort filter'],
      rejected_at: ['datetime sort filter'],
      received_at: ['datetime sort filter'],
      refunded_at: ['datetime sort filter'],
      archived_at: ['datetime sort filter'],
      estimated_refund_amount_cents: ['integer'],
      estimated_refund_amount_float: ['float'],
      formatted_estimated_refund_amount: ['string'],
      ...COMMON,
    },
    relationships: {
      order: ['one orders filter sort'],
      customer: ['one customers filter sort'],
      stock_location: ['one stock_locations filter sort'],
      origin_address: ['one addresses filter'],
      destination_address: ['one addresses filter'],
      reference_capture: ['one captures filter sort'],
      reference_refund: ['one refunds filter sort'],
      return_line_items: ['many return_line_items filter'],
      attachments: ['many attachments filter'],
      resource_errors: ['many resource_errors filter'],
      events: ['many events filter'],
      tags: ['many tags filter'],
      event_stores: ['many event_stores closed', 'history'],
    },
  }),
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
