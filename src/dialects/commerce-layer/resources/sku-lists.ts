/** SKU lists (section 6.10); a customer's are wish lists. */
import { COMMON, own, resource } from '../describe-resource.ts'
import { MAX_REGEX } from '../settings.ts'
import { listProblems, newSlug } from '../writing/sku-list-writing.ts'

export const skuLists = resource('sku_lists', 'record', {
  attributes: {
    name: ['string create update required sort filter'],
    slug: ['string sort filter', own('record', 'slug', 'string', '')],
    description: ['string create update filter'],
    image_url: ['string create update filter'],
    manual: ['boolean create update sort filter'],
    sku_code_regex: ['string create update', null, { max: MAX_REGEX }],
    ...COMMON,
  },
  relationships: {
    customer: ['one customers create update filter sort', 'customer'],
    skus: ['many skus'],
    sku_list_items: ['many sku_list_items filter'],
    bundles: ['many bundles'],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    links: ['many links filter'],
    versions: ['many versions', { relation: 'history' }],
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
  writing: { check: listProblems, initial: newSlug },
})
