/**
 * The organization of the caller (section 6.20), as a singleton. What Clientele has no setting for stands as the
 * platform's documented default.
 */
import type { Json } from '../../../core/schema.ts'
import { absent, computed, constant, resource, type Value } from '../describe-resource.ts'
import { MAX_REGEX, MAX_TAG_NAME, MAX_TAGS } from '../settings.ts'

const profile = (member: string): Value<unknown> =>
  computed((_record, { caller }): Json => caller.organization.profile[member] ?? null)

export const organizations = resource('organizations', null, {
  attributes: {
    name: ['string', computed((_record, { caller }) => caller.organization.name)],
    slug: ['string', computed((_record, { caller }) => caller.organization.slug)],
    domain: ['string', computed((_record, { related }) => related as string)],
    support_phone: ['string', profile('phone')],
    support_email: ['string', profile('email')],
    logo_url: ['string', profile('logo_url')],
    favicon_url: ['string', absent],
    primary_color: ['string', absent],
    gtm_id: ['string', absent],
    gtm_id_test: ['string', absent],
    config: ['object', absent],
    api_auth_redirect: ['boolean', constant(true)],
    api_rules_engine: ['boolean', constant(false)],
    api_rules_engine_max_conditions_size: ['integer', constant(150)],
    api_rules_engine_max_rules_size: ['integer', constant(15)],
    api_new_auth: ['boolean', constant(true)],
    api_purge_single_resource: ['boolean', constant(false)],
    api_max_regex_length: ['integer', constant(MAX_REGEX)],
    addresses_avs_check: ['boolean', constant(true)],
    addresses_phone_required: ['boolean', constant(true)],
    orders_sales_channel_guest_only: ['boolean', constant(true)],
    orders_min_rebuild_shipments_lapse: ['float', constant(0)],
    orders_min_refresh_lapse: ['float', constant(0)],
    orders_autorefresh_cutoff_test: ['integer', constant(50)],
    orders_autorefresh_cutoff_live: ['integer', constant(500)],
    orders_number_editable_test: ['boolean', constant(false)],
    orders_number_editable_live: ['boolean', constant(false)],
    orders_number_as_reference: ['boolean', constant(true)],
    orders_invalid_coupon_errors: ['boolean', constant(true)],
    orders_invalid_gift_card_errors: ['boolean', constant(true)],
    orders_validate_shipping_stock: ['boolean', constant(false)],
    bundles_max_items_count: ['integer', constant(10)],
    coupons_min_code_length: ['integer', constant(8)],
    coupons_max_code_length: ['integer', constant(40)],
    gift_cards_exact_code_matching: ['boolean', constant(false)],
    gift_cards_min_code_length: ['integer', constant(8)],
    gift_cards_max_code_length: ['integer', constant(40)],
    cleanups_max_concurrent_count: ['integer', constant(10)],
    exports_max_concurrent_count: ['integer', constant(10)],
    imports_max_concurrent_count: ['integer', constant(10)],
    imports_purge_cache: ['boolean', constant(true)],
    imports_skip_errors: ['boolean', constant(false)],
    inventory_models_max_stock_locations_cutoff: ['integer', constant(10)],
    promotions_max_concurrent_count: ['integer', constant(10)],
    promotions_max_conditions_size: ['integer', constant(150)],
    promotions_max_rules_size: ['integer', constant(15)],
    price_lists_max_conditions_size: ['integer', constant(150)],
    price_lists_max_rules_size: ['integer', constant(15)],
    // Described as a number whose default is false: nothing is said rather than one of the two.
    imports_trigger_webhooks: ['integer', absent],
    discount_engines_enabled: ['boolean', constant(false)],
    discount_engines_errors: ['boolean', constant(false)],
    tags_max_name_length: ['integer', constant(MAX_TAG_NAME)],
    tags_max_allowed_number: ['integer', constant(MAX_TAGS)],
    tax_calculators_errors: ['boolean', constant(false)],
    external_promotions_errors: ['boolean', constant(false)],
    external_prices_errors: ['boolean', constant(true)],
    created_at: [
      'datetime sort filter',
      computed((_record, { caller }) => caller.organization.createdAt.toISOString()),
    ],
    updated_at: [
      'datetime sort filter',
      computed((_record, { caller }) => caller.organization.createdAt.toISOString()),
    ],
    reference: ['string sort filter', absent],
    reference_origin: ['string sort filter', absent],
    metadata: ['object filter', constant({})],
  },
  relationships: { event_stores: ['many event_stores closed', 'history'] },
  operations: ['retrieve'],
  singleton: { path: 'organization', of: ({ organization: { key, shortId } }) => ({ key, shortId }) },
  load:
    async (_read, _records, { caller, services }) =>
    () =>
      `${caller.organization.slug}.${services.domain}`,
})
