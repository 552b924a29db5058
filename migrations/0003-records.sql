-- What a platform's customers link to beyond what all platforms share: stored payment methods, a table for the
-- long tail of record kinds, links between any two records, addresses that are nobody's yet.

-- An address may stand alone (an order's, a warehouse's). As an entry of a customer's address book it has an
-- id, references and metadata of its own on platforms that tell the two apart.
alter table addresses alter column customer_key drop not null;
alter table addresses
  add column entry_short_id         text collate "C",
  add column entry_reference        text collate "C",
  add column entry_reference_origin text collate "C",
  add column entry_metadata         jsonb not null default '{}';
update addresses set entry_short_id = short_id;
alter table addresses alter column entry_short_id set not null;
-- an address book entry by its own id
create unique index addresses_entry on addresses (organization_id, entry_short_id);

create table payment_sources (
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
  name             text collate "C",
  customer_token   text collate "C",
  source_token     text collate "C",
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
create unique index payment_sources_short on payment_sources (organization_id, short_id);
create unique index payment_sources_number on payment_sources (organization_id, number_id);
create unique index payment_sources_uuid on payment_sources (organization_id, uuid_id);
-- how this customer pays
create index payment_sources_customer on payment_sources (organization_id, customer_key, key);

create table records (
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
  kind             text collate "C" not null,
  customer_key     bigint,
  attributes       jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
-- one record by its id: platforms number each kind by itself
create unique index records_short on records (organization_id, kind, short_id);
create unique index records_number on records (organization_id, number_id);
create unique index records_uuid on records (organization_id, uuid_id);
-- all records of a kind, oldest first
create index records_kind on records (organization_id, kind, created_at, key);
-- a customer's records of a kind
create index records_customer on records (organization_id, customer_key, kind, created_at, key)
  where customer_key is not null;

-- A named link from one record to another; keys are unique over all tables, so no type is needed to find them.
create table links (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null,
  name            text collate "C" not null,
  from_type       text collate "C" not null,
  from_key        bigint not null,
  to_type         text collate "C" not null,
  to_key          bigint not null,
  primary key (organization_id, key)
);
-- what does this record link to?
create unique index links_from on links (organization_id, from_key, name, to_key);
-- what links to this record?
create index links_to on links (organization_id, to_key, name, from_key);

-- An event outlives its record, so it keeps what the record was called.
alter table events
  add column record_kind text collate "C",
  add column record_ids  jsonb not null default '{}';
-- the history of one record; keys are unique over all types
drop index events_record;
create index events_record on events (organization_id, record_key, key);
-- everything that happened, newest or oldest first
create index events_created on events (organization_id, created_at, key);
