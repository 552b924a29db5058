/** Attachments (section 6.11): files that stand with a record of almost any type. */
import { COMMON, resource } from '../describe-resource.ts'

const ATTACHABLE =
  'geocoders|price_lists|payment_methods|markets|customer_groups|promotions|orders|transactions|tax_calculators|tax_categories|skus|shipping_categories|order_validation_rules|bundles|sku_lists|stock_items|stock_locations|returns|carrier_accounts|coupon_recipients|customers|delivery_lead_times|shipping_methods|shipments|discount_engines|parcels|gift_card_recipients|gift_cards|inventory_models|stock_transfers|sku_options|merchants|subscription_models|payment_options|packages|prices|price_tiers|shipping_method_tiers|shipping_zones'

export const attachments = resource('attachments', 'record', {
  attributes: {
    name: ['string create update required sort filter'],
    description: ['string create update filter'],
    url: ['string create update'],
    ...COMMON,
  },
  relationships: {
    attachable: [`one ${ATTACHABLE} create update required`, { linked: 'attachable' }],
    event_stores: ['many event_stores closed', 'history'],
  },
})
