/** Returns (section 6.9): of the long tail, each of an order and of that order's customer. */
import { byCustomerKey, COMMON, resource } from '../describe-resource.ts'
import { ESTIMATED_REFUND, loadReturn, returnEmail } from '../values/return-values.ts'
import { RETURN_TRIGGERS } from '../writing/returns/triggers.ts'
import { returnWriting } from '../writing/returns/write-return.ts'
import { addTags, removeTags } from '../writing/tags.ts'

export const returns = resource('returns', 'record', {
  attributes: {
    number: ['string sort filter'],
    status: ['string sort filter'],
    customer_email: ['string', returnEmail],
    skus_count: ['integer filter'],
    approved_at: ['datetime sort filter'],
    cancelled_at: ['datetime sort filter'],
    shipped_at: ['datetime sort filter'],
    rejected_at: ['datetime sort filter'],
    received_at: ['datetime sort filter'],
    refunded_at: ['datetime sort filter'],
    archived_at: ['datetime sort filter'],
    ...RETURN_TRIGGERS,
    ...ESTIMATED_REFUND,
    _add_tags: ['string update staff', addTags('record')],
    _remove_tags: ['string update staff', removeTags('record')],
    ...COMMON,
  },
  relationships: {
    order: ['one orders create required filter sort', { linked: 'order' }],
    customer: ['one customers filter sort', 'customer'],
    stock_location: ['one stock_locations create update filter sort', { linked: 'stock_location' }],
    origin_address: ['one addresses filter', { linked: 'origin_address' }],
    destination_address: ['one addresses filter', { linked: 'destination_address' }],
    reference_capture: ['one captures create update filter sort', { linked: 'reference_capture' }],
    reference_refund: ['one refunds filter sort', { linked: 'reference_refund' }],
    return_line_items: ['many return_line_items filter'],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    resource_errors: ['many resource_errors filter'],
    events: ['many events filter', 'notices'],
    tags: ['many tags create update filter staff', { linked: 'tags' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  ownedBy: byCustomerKey,
  load: loadReturn,
  writing: returnWriting,
})
