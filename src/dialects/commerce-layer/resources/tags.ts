/** Tags (section 6.13): names are kept in lower case, unique in the organization (Tagging resources). */

import type { Tag } from '../../../core/schema.ts'
import { COMMON, resource, stored, type Value } from '../describe-resource.ts'
import { MAX_TAG_NAME, TAG_NAME } from '../settings.ts'

const name: Value<Tag> = {
  ...stored<Tag>('name'),
  source: { field: 'name', folded: true },
  write: (value) => ({
    name: String(value ?? '')
      .trim()
      .toLowerCase(),
  }),
}

export const tags = resource('tags', 'tag', {
  attributes: {
    name: [
      'string create update required sort filter',
      name,
      { max: MAX_TAG_NAME, format: TAG_NAME, unique: 'stored' },
    ],
    ...COMMON,
  },
  relationships: {
    event_stores: ['many event_stores closed', 'history'],
  },
})
