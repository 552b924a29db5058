-- The whole store. Each table's primary key starts with organization_id and every query names it
-- (organizations, signing keys and migrations apart). Text sorts by its bytes (COLLATE "C"), so that both
-- engines agree. The fields and their meaning are described in src/core/schema.ts.

create sequence record_keys;

create table organizations (
  key          bigint primary key default nextval('record_keys'),
  short_id     text collate "C" not null unique,
  number_id    text collate "C" not null unique,
  uuid_id      uuid not null unique,
  merchant_id  text collate "C" not null,
  slug         text collate "C" not null unique,
  handle       text collate "C" not null unique,
  name         text collate "C" not null,
  currency     text collate "C" not null,
  time_zone    text collate "C" not null,
  mode         text collate "C" not null check (mode in ('test', 'live')),
  profile      jsonb not null default '{}',
  created_at   timestamptz(3) not null
);

-- Keys that sign on behalf of the whole server (the issuer of JSON Web Tokens). Private parts are encrypted.
create table signing_keys (
  key_id      text collate "C" primary key,
  purpose     text collate "C" not null,
  public_key  jsonb not null,
  private_key text collate "C" not null,
  created_at  timestamptz(3) not null
);

create table credentials (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null default nextval('record_keys'),
  id              text collate "C" not null unique,
  dialect         text collate "C" not null,
  kind            text collate "C" not null,
  name            text collate "C",
  -- what a caller presents, as SHA-256; what is public about it (a client id); what signs, encrypted
  public_id       text collate "C",
  secret_hash     bytea,
  signing_secret  text collate "C",
  scopes          text[] not null default '{}',
  settings        jsonb not null default '{}',
  rate_limits     jsonb,
  created_at      timestamptz(3) not null,
  expires_at      timestamptz(3),
  revoked_at      timestamptz(3),
  primary key (organization_id, key)
);
-- a caller presents a client id
create unique index credentials_public_id on credentials (dialect, public_id) where public_id is not null;
-- a caller presents an opaque token
create unique index credentials_secret on credentials (dialect, secret_hash) where public_id is null;

-- The organizations a credential reaches, its own included; the first is its default.
create table credential_reach (
  organization_id bigint not null references organizations (key) on delete cascade,
  credential_id   text collate "C" not null references credentials (id) on delete cascade,
  position        integer not null,
  role            text collate "C" not null default 'owner',
  primary key (organization_id, credential_id)
);
-- which organizations does this credential reach?
create index credential_reach_credential on credential_reach (credential_id, position);

-- Issued tokens that were taken back before they expired, as SHA-256.
create table revoked_tokens (
  organization_id bigint not null references organizations (key) on delete cascade,
  token_hash      bytea not null,
  expires_at      timestamptz(3) not null,
  primary key (organization_id, token_hash)
);

-- Exact counts in sixteen spread slots each, so that writers do not wait for one row.
create table counters (
  organization_id bigint not null references organizations (key) on delete cascade,
  name            text collate "C" not null,
  slot            smallint not null,
  value           bigint not null,
  primary key (organization_id, name, slot)
);

create table customer_groups (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  name             text collate "C" not null,
  code             text collate "C",
  primary key (organization_id, key)
);
create unique index customer_groups_short on customer_groups (organization_id, short_id);
create unique index customer_groups_number on customer_groups (organization_id, number_id);
create unique index customer_groups_uuid on customer_groups (organization_id, uuid_id);

create table customers (
  organization_id      bigint not null references organizations (key) on delete cascade,
  key                  bigint not null,
  short_id             text collate "C" not null,
  number_id            numeric(26, 0) not null,
  uuid_id              uuid not null,
  created_at           timestamptz(3) not null,
  updated_at           timestamptz(3) not null,
  reference            text collate "C",
  reference_origin     text collate "C",
  metadata             jsonb not null default '{}',
  email                text collate "C",
  email_folded         text collate "C",
  phone                text collate "C",
  first_name           text collate "C",
  last_name            text collate "C",
  full_name            text collate "C",
  nick_name            text collate "C",
  name_folded          text collate "C",
  language             text collate "C",
  gender               text collate "C" check (gender in ('male', 'female', 'secret')),
  birthday             date,
  note                 text collate "C",
  avatar_url           text collate "C",
  verified_email       boolean not null default false,
  password_hash        text collate "C",
  account_state        text collate "C" not null default 'not_invited'
                         check (account_state in ('not_invited', 'invited', 'registered')),
  blacklisted          boolean not null default false,
  group_key            bigint,
  email_consent_state  text collate "C",
  email_consent_level  text collate "C",
  email_consent_at     timestamptz(3),
  email_consent_source text collate "C",
  sms_consent_state    text collate "C",
  sms_consent_level    text collate "C",
  sms_consent_at       timestamptz(3),
  sms_consent_source   text collate "C",
  anonymization_status text collate "C",
  anonymization_info   jsonb,
  -- kept from the ledger, over all currencies
  placed_orders_count  bigint not null default 0,
  status               text collate "C" not null generated always as (
                         case when placed_orders_count = 0 then 'prospect'
                              when placed_orders_count = 1 then 'acquired'
                              else 'repeat' end) stored,
  extras               jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, group_key) references customer_groups (organization_id, key)
    on delete set null (group_key)
);
create unique index customers_short on customers (organization_id, short_id);
-- newest-id-first listing by cursor
create unique index customers_number on customers (organization_id, number_id);
create unique index customers_uuid on customers (organization_id, uuid_id);
-- one customer an e-mail; exact e-mail search; sorting by e-mail
create unique index customers_email on customers (organization_id, email_folded) where email_folded is not null;
-- the default listing, oldest first, and its reverse
create index customers_created on customers (organization_id, created_at, key);
create index customers_updated on customers (organization_id, updated_at, key);
-- does an import already have it?
create index customers_reference on customers (organization_id, reference) where reference is not null;
-- the customers of a group
create index customers_group on customers (organization_id, group_key, created_at, key);

create table tags (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  name             text collate "C" not null,
  primary key (organization_id, key)
);
create unique index tags_short on tags (organization_id, short_id);
create unique index tags_number on tags (organization_id, number_id);
create unique index tags_uuid on tags (organization_id, uuid_id);
create unique index tags_name on tags (organization_id, name);

create table customer_tags (
  organization_id bigint not null,
  key             bigint not null,
  customer_key    bigint not null,
  tag_key         bigint not null,
  primary key (organization_id, customer_key, tag_key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade,
  foreign key (organization_id, tag_key) references tags (organization_id, key) on delete cascade
);
-- who carries this tag?
create index customer_tags_tag on customer_tags (organization_id, tag_key, customer_key);

create table addresses (
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
  customer_key     bigint not null,
  is_default       boolean not null default false,
  business         boolean not null default false,
  first_name       text collate "C",
  last_name        text collate "C",
  company          text collate "C",
  line1            text collate "C",
  line2            text collate "C",
  district         text collate "C",
  town             text collate "C",
  city             text collate "C",
  province         text collate "C",
  province_code    text collate "C",
  country          text collate "C",
  country_code     text collate "C",
  zip              text collate "C",
  phone            text collate "C",
  email            text collate "C",
  notes            text collate "C",
  latitude         double precision,
  longitude        double precision,
  billing_info     text collate "C",
  extras           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
create unique index addresses_short on addresses (organization_id, short_id);
create unique index addresses_number on addresses (organization_id, number_id);
create unique index addresses_uuid on addresses (organization_id, uuid_id);
-- the addresses of these customers
create index addresses_customer on addresses (organization_id, customer_key, key);
-- exactly one default at the most
create unique index addresses_default on addresses (organization_id, customer_key) where is_default;

create table products (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  name             text collate "C" not null,
  slug             text collate "C" not null,
  status           text collate "C" not null check (status in ('published', 'draft')),
  currency         text collate "C" not null,
  description      text collate "C",
  image_url        text collate "C",
  extras           jsonb not null default '{}',
  primary key (organization_id, key)
);
create unique index products_short on products (organization_id, short_id);
create unique index products_number on products (organization_id, number_id);
create unique index products_uuid on products (organization_id, uuid_id);
create unique index products_slug on products (organization_id, slug);
-- in which currencies is anything sold?
create index products_currency on products (organization_id, currency);

create table orders (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  customer_key     bigint,
  customer_email   text collate "C",
  number           text collate "C",
  status           text collate "C" not null check (status in ('created', 'awaiting_payment', 'processing',
                     'completed', 'canceled', 'refunded', 'unknown')),
  currency         text collate "C" not null,
  amount           bigint not null check (amount >= 0),
  quantity         bigint not null default 1,
  canceled_at      timestamptz(3),
  extras           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key)
    on delete set null (customer_key)
);
create unique index orders_short on orders (organization_id, short_id);
create unique index orders_number on orders (organization_id, number_id);
create unique index orders_uuid on orders (organization_id, uuid_id);
-- a customer's orders, newest first; the latest of them
create index orders_customer on orders (organization_id, customer_key, created_at desc, key desc);
-- does an import already have it?
create index orders_reference on orders (organization_id, reference) where reference is not null;

create table order_lines (
  organization_id bigint not null,
  key             bigint not null,
  order_key       bigint not null,
  position        integer not null,
  -- the product as it was sold; no foreign key, since deleting the product changes nothing here
  product_uuid    uuid,
  product_name    text collate "C" not null,
  variant_name    text collate "C",
  sku             text collate "C",
  quantity        bigint not null,
  unit_amount     bigint not null,
  amount          bigint not null,
  is_bump         boolean not null default false,
  primary key (organization_id, key),
  foreign key (organization_id, order_key) references orders (organization_id, key) on delete cascade
);
-- the lines of these orders
create index order_lines_order on order_lines (organization_id, order_key, position);
-- who bought this product?
create index order_lines_product on order_lines (organization_id, product_uuid, order_key)
  where product_uuid is not null;

create table subscriptions (
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
  customer_key     bigint not null,
  order_key        bigint,
  product_uuid     uuid,
  product_name     text collate "C" not null,
  variant_name     text collate "C",
  status           text collate "C" not null check (status in ('active', 'trialing', 'past_due', 'canceled',
                     'incomplete', 'incomplete_expired', 'unpaid')),
  currency         text collate "C" not null,
  recurring_amount bigint not null,
  interval         text collate "C" not null check (interval in ('day', 'week', 'month', 'year')),
  interval_count   bigint not null default 1,
  quantity         bigint not null default 1,
  provider         text collate "C" not null default 'stripe',
  remote_id        text collate "C",
  period_start     timestamptz(3),
  period_end       timestamptz(3),
  trial_end        timestamptz(3),
  cancel_at        timestamptz(3),
  canceled_at      timestamptz(3),
  active_until     timestamptz(3),
  active_cycles    bigint,
  cancel_early     boolean not null default false,
  keep_access      boolean not null default false,
  is_delegated     boolean not null default false,
  extras           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade,
  foreign key (organization_id, order_key) references orders (organization_id, key)
    on delete set null (order_key)
);
create unique index subscriptions_short on subscriptions (organization_id, short_id);
create unique index subscriptions_number on subscriptions (organization_id, number_id);
create unique index subscriptions_uuid on subscriptions (organization_id, uuid_id);
-- a customer's subscriptions, by status
create index subscriptions_customer on subscriptions (organization_id, customer_key, status);

create table payments (
  organization_id  bigint not null,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  customer_key     bigint not null,
  order_key        bigint,
  subscription_key bigint,
  currency         text collate "C" not null,
  amount           bigint not null check (amount >= 0),
  tax_amount       bigint not null default 0,
  provider         text collate "C" not null default 'stripe',
  remote_id        text collate "C",
  is_renewal       boolean not null default false,
  paid_at          timestamptz(3) not null,
  extras           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key),
  foreign key (organization_id, order_key) references orders (organization_id, key) on delete cascade,
  foreign key (organization_id, subscription_key) references subscriptions (organization_id, key)
);
create unique index payments_short on payments (organization_id, short_id);
create unique index payments_number on payments (organization_id, number_id);
create unique index payments_uuid on payments (organization_id, uuid_id);
-- a customer's payments, summed per currency
create index payments_customer on payments (organization_id, customer_key, currency);
create index payments_order on payments (organization_id, order_key);

create table refunds (
  organization_id  bigint not null,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  payment_key      bigint not null,
  customer_key     bigint not null,
  currency         text collate "C" not null,
  amount           bigint not null check (amount > 0),
  state            text collate "C" not null check (state in ('submitted', 'recorded')),
  primary key (organization_id, key),
  foreign key (organization_id, payment_key) references payments (organization_id, key) on delete cascade,
  foreign key (organization_id, customer_key) references customers (organization_id, key)
);
create unique index refunds_short on refunds (organization_id, short_id);
create unique index refunds_number on refunds (organization_id, number_id);
create unique index refunds_uuid on refunds (organization_id, uuid_id);
create index refunds_customer on refunds (organization_id, customer_key, currency);
create index refunds_payment on refunds (organization_id, payment_key);

create table product_access (
  organization_id  bigint not null,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  customer_key     bigint not null,
  order_key        bigint,
  product_uuid     uuid not null,
  product_name     text collate "C" not null,
  variant_name     text collate "C",
  active_until     timestamptz(3),
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade,
  foreign key (organization_id, order_key) references orders (organization_id, key)
    on delete set null (order_key)
);
create unique index product_access_short on product_access (organization_id, short_id);
create unique index product_access_number on product_access (organization_id, number_id);
create unique index product_access_uuid on product_access (organization_id, uuid_id);
create index product_access_customer on product_access (organization_id, customer_key);

-- The kept figures of each customer and currency: written by the ledger's own transaction, never by hand.
create table customer_totals (
  organization_id bigint not null,
  customer_key    bigint not null,
  currency        text collate "C" not null,
  customer_uuid   uuid not null,
  placed_count    bigint not null,
  completed_count bigint not null,
  first_placed_at timestamptz(3),
  last_placed_at  timestamptz(3),
  spent_amount    bigint not null,
  payments_count  bigint not null,
  paid_amount     bigint not null,
  refunded_amount bigint not null,
  primary key (organization_id, customer_key, currency),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
-- who ordered in this currency, latest order first
create index customer_totals_members on customer_totals
  (organization_id, currency, last_placed_at desc, first_placed_at desc, customer_uuid)
  where placed_count > 0;

-- What changed, from what to what, by whom: appended in the transaction of the change.
create table events (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null,
  created_at      timestamptz(3) not null,
  customer_key    bigint,
  record_type     text collate "C" not null,
  record_key      bigint not null,
  action          text collate "C" not null,
  changes         jsonb not null,
  actor           jsonb not null,
  primary key (organization_id, key)
);
-- the history of one record
create index events_record on events (organization_id, record_type, record_key, key);
-- the history of one customer and all that hangs on it
create index events_customer on events (organization_id, customer_key, key);
