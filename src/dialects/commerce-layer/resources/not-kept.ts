/**
 * Resources that the store does not keep yet: described, so that their names are known to filters, fieldsets and
 * includes, and always empty.
 */
import { absent, COMMON_ABSENT, type Resource, resource } from '../resource.ts'

export const notKept: readonly Resource[] = [
  resource('customer_payment_sources', null, {
    attributes: {
      name: ['string filter', absent],
      customer_token: ['string', absent],
      payment_source_token: ['string filter', absent],
      ...COMMON_ABSENT,
    },
    relationships: {
      customer: ['one customers filter sort'],
      payment_method: ['one payment_methods filter'],
      payment_source: [
        'one adyen_payments|axerve_payments|braintree_payments|checkout_com_payments|external_payments|klarna_payments|paypal_payments|satispay_payments|stripe_payments|wire_transfers',
      ],
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('customer_subscriptions', null, {
    attributes: {
      customer_email: ['string', absent],
      reference: ['string sort filter', absent],
      created_at: ['datetime sort filter', absent],
      updated_at: ['datetime sort filter', absent],
      reference_origin: ['string sort filter', absent],
      metadata: ['object filter', absent],
    },
    relationships: {
      customer: ['one customers filter sort'],
      events: ['many events filter'],
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('returns', null, {
    attributes: {
      number: ['string sort filter', absent],
      status: ['string sort filter', absent],
      customer_email: ['string', absent],
      skus_count: ['integer filter', absent],
      approved_at: ['datetime sort filter', absent],
      cancelled_at: ['datetime sort filter', absent],
      shipped_at: ['datetime sort filter', absent],
      rejected_at: ['datetime sort filter', absent],
      received_at: ['datetime sort filter', absent],
      refunded_at: ['datetime sort filter', absent],
      archived_at: ['datetime sort filter', absent],
      estimated_refund_amount_cents: ['integer', absent],
      estimated_refund_amount_float: ['float', absent],
      formatted_estimated_refund_amount: ['string', absent],
      ...COMMON_ABSENT,
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
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('sku_lists', null, {
    attributes: {
      name: ['string sort filter', absent],
      slug: ['string sort filter', absent],
      description: ['string filter', absent],
      image_url: ['string filter', absent],
      manual: ['boolean sort filter', absent],
      sku_code_regex: ['string', absent],
      ...COMMON_ABSENT,
    },
    relationships: {
      customer: ['one customers filter sort'],
      skus: ['many skus'],
      sku_list_items: ['many sku_list_items filter'],
      bundles: ['many bundles'],
      attachments: ['many attachments filter'],
      links: ['many links filter'],
      event_stores: ['many event_stores closed'],
    },
    // Which codes a list holds is known from its items and its expression, neither of which is kept.
    scopes: {
      sku_code_eq: null,
      sku_code_matches: null,
      sku_code_start: null,
      sku_code_end: null,
      sku_code_in: null,
    },
  }),
  resource('attachments', null, {
    attributes: {
      name: ['string sort filter', absent],
      description: ['string filter', absent],
      url: ['string', absent],
      ...COMMON_ABSENT,
    },
    relationships: {
      attachable: [
        'one geocoders|price_lists|payment_methods|markets|customer_groups|promotions|orders|transactions|tax_calculators|tax_categories|skus|shipping_categories|order_validation_rules|bundles|sku_lists|stock_items|stock_locations|returns|carrier_accounts|coupon_recipients|customers|delivery_lead_times|shipping_methods|shipments|discount_engines|parcels|gift_card_recipients|gift_cards|inventory_models|stock_transfers|sku_options|merchants|subscription_models|payment_options|packages|prices|price_tiers|shipping_method_tiers|shipping_zones',
      ],
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('events', null, {
    attributes: {
      name: ['string sort filter', absent],
      ...COMMON_ABSENT,
    },
    relationships: {
      webhooks: ['many webhooks'],
      last_event_callbacks: ['many event_callbacks'],
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('markets', null, {
    attributes: {
      number: ['integer', absent],
      name: ['string sort filter', absent],
      code: ['string sort filter', absent],
      facebook_pixel_id: ['string', absent],
      checkout_url: ['string', absent],
      external_prices_url: ['string', absent],
      external_order_validation_url: ['string', absent],
      private: ['boolean', absent],
      shipping_cost_cutoff: ['integer', absent],
      disabled_at: ['datetime sort filter', absent],
      shared_secret: ['string', absent],
      external_includes: ['object', absent],
      ...COMMON_ABSENT,
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
      event_stores: ['many event_stores closed'],
    },
  }),
  resource('stock_locations', null, {
    attributes: {
      number: ['integer', absent],
      name: ['string sort filter', absent],
      code: ['string sort filter', absent],
      label_format: ['string sort filter', absent],
      suppress_etd: ['boolean sort filter', absent],
      ...COMMON_ABSENT,
    },
    relationships: {
      address: ['one addresses filter sort'],
      inventory_stock_locations: ['many inventory_stock_locations filter'],
      inventory_return_locations: ['many inventory_return_locations filter'],
      stock_items: ['many stock_items filter'],
      stock_transfers: ['many stock_transfers filter'],
      stores: ['many stores filter'],
      attachments: ['many attachments filter'],
      event_stores: ['many event_stores closed'],
    },
  }),
]
