/** Stock locations (section 6.16). */
import { COMMON, resource } from '../describe-resource.ts'
import { ownNumber } from '../values/own-number.ts'

export const stockLocations = resource('stock_locations', 'record', {
  attributes: {
    number: ['integer', ownNumber],
    name: ['string create update required sort filter'],
    code: ['string create update sort filter'],
    label_format: ['string create update sort filter'],
    suppress_etd: ['boolean create update sort filter'],
    ...COMMON,
  },
  relationships: {
    address: ['one addresses create update required filter sort', { linked: 'address' }],
    inventory_stock_locations: ['many inventory_stock_locations filter'],
    inventory_return_locations: ['many inventory_return_locations filter'],
    stock_items: ['many stock_items filter'],
    stock_transfers: ['many stock_transfers filter'],
    stores: ['many stores filter'],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
})
