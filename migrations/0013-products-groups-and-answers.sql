-- What SHOPLINE and Easycart write: groups made by a query, phones compared without their punctuation, product
-- variants, promotion codes, accesses that end. And what any platform's writes may ask for: answers that are kept.

-- The members of such a group are whoever the query finds; null: those that were put into it.
alter table customer_groups add column query text collate "C";

-- Digits from the country code on, as src/core/customer.ts folds them.
alter table customers add column phone_folded text collate "C";
update customers set phone_folded =
  nullif(regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^00', ''), '');
-- who has this phone?
create index customers_phone on customers (organization_id, phone_folded) where phone_folded is not null;

create table product_variants (
  organization_id  bigint not null,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  product_key      bigint not null,
  name             text collate "C",
  kind             text collate "C" not null check (kind in ('one_time', 'recurring')),
  amount           bigint not null check (amount >= 0),
  interval         text collate "C" check (interval in ('day', 'week', 'month', 'year')),
  interval_count   bigint,
  extras           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, product_key) references products (organization_id, key) on delete cascade
);
create unique index product_variants_short on product_variants (organization_id, short_id);
create unique index product_variants_number on product_variants (organization_id, number_id);
create unique index product_variants_uuid on product_variants (organization_id, uuid_id);
-- the variants of these products
create index product_variants_product on product_variants (organization_id, product_key, key);

create table promotion_codes (
  organization_id         bigint not null references organizations (key) on delete cascade,
  key                     bigint not null,
  short_id                text collate "C" not null,
  number_id               text collate "C" not null,
  uuid_id                 uuid not null,
  created_at              timestamptz(3) not null,
  updated_at              timestamptz(3) not null,
  reference               text collate "C",
  reference_origin        text collate "C",
  metadata                jsonb not null default '{}',
  code                    text collate "C" not null,
  code_folded             text collate "C" not null,
  name                    text collate "C",
  -- code and name, where a search looks for a part of either
  search_folded           text collate "C" not null,
  discount_type           text collate "C" not null check (discount_type in ('amount_off', 'percent_off')),
  amount_off              bigint,
  percent_off             double precision,
  currency                text collate "C",
  duration                text collate "C" not null check (duration in ('once', 'repeating', 'forever')),
  duration_in_months      bigint,
  max_redemptions         bigint,
  times_redeemed          bigint not null default 0,
  expires_at              timestamptz(3),
  first_time_transaction  boolean not null default false,
  minimum_amount          bigint,
  minimum_amount_currency text collate "C",
  active                  boolean not null default true,
  archived_at             timestamptz(3),
  extras                  jsonb not null default '{}',
  primary key (organization_id, key)
);
create unique index promotion_codes_short on promotion_codes (organization_id, short_id);
create unique index promotion_codes_number on promotion_codes (organization_id, number_id);
create unique index promotion_codes_uuid on promotion_codes (organization_id, uuid_id);
-- is there such a code already?
create index promotion_codes_code on promotion_codes (organization_id, code_folded);
-- newest first
create index promotion_codes_created on promotion_codes (organization_id, created_at, key);

-- The variant as it was sold; no foreign keys, since deleting it changes nothing here.
alter table order_lines add column variant_uuid uuid;
alter table subscriptions add column variant_uuid uuid;
alter table product_access
  add column variant_uuid uuid,
  -- when it was told that the access ends soon, and when it was that it ended
  add column warned_at timestamptz(3),
  add column ended_at timestamptz(3);
-- what is about to end, or has ended unnoticed?
create index product_access_ends on product_access (organization_id, active_until)
  where active_until is not null and ended_at is null;
-- which cancellations take effect?
create index subscriptions_ends on subscriptions (organization_id, cancel_at)
  where cancel_at is not null and status not in ('canceled', 'incomplete_expired');
-- which refunds wait for the payment provider?
create index refunds_submitted on refunds (organization_id, created_at) where state = 'submitted';

-- newest or oldest first, whoever's they are
create index orders_created on orders (organization_id, created_at, key);
create index payments_paid on payments (organization_id, paid_at, key);
create index subscriptions_created on subscriptions (organization_id, created_at, key);
create index products_created on products (organization_id, created_at, key);

-- Hears only what is meant for that audience (an Easycart product with an address of its own); null: the rest.
alter table webhooks add column audience text collate "C";

-- A token that was replaced lives on for some minutes; null: it is over at once.
alter table revoked_tokens add column effective_at timestamptz(3);

-- The first answer to a write that came with an Idempotency-Key, kept with the write. Only the key's SHA-256, and the
-- body encrypted, since it may tell a secret. What it is about is kept beside it, for it to go when a person is erased:
-- the records that the write changed and whose they are, and 64 bits of SHA-256 for each name in the body.
create table kept_answers (
  organization_id bigint not null references organizations (key) on delete cascade,
  credential_id   text collate "C" not null,
  key_hash        bytea not null,
  request_hash    bytea not null,
  created_at      timestamptz(3) not null,
  status          integer,
  -- as they were sent, in that order
  headers         json,
  sealed_body     text collate "C",
  about           bigint[] not null default '{}',
  marks           bigint[] not null default '{}',
  primary key (organization_id, credential_id, key_hash)
);
-- which are a day old?
create index kept_answers_created on kept_answers (organization_id, created_at);
