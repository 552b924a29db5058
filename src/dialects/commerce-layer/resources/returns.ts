/** Returns (section 6.9). */
import { COMMON, resource } from '../describe-resource.ts'

export const returns = resource('returns', 'record', {
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
})
