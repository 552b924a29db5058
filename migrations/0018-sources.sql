-- Where customers are synced from, how far each sync has come, and which record there is which record here.

create table sources (
  organization_id   bigint not null references organizations (key) on delete cascade,
  key               bigint not null,
  created_at        timestamptz(3) not null,
  updated_at        timestamptz(3) not null,
  name              text collate "C" not null,
  dialect           text collate "C" not null,
  base_url          text collate "C" not null,
  sealed_credential text collate "C",
  link_by           text collate "C" not null default 'verified-email',
  rules             jsonb not null default '{}',
  every_seconds     bigint,
  next_run_at       timestamptz(3),
  locked_until      timestamptz(3),
  run               bigint not null default 0,
  run_kind          text collate "C",
  run_started_at    timestamptz(3),
  since             timestamptz(3),
  position          jsonb,
  counts            jsonb not null default '{}',
  last_run          jsonb,
  primary key (organization_id, key)
);
create unique index sources_name on sources (organization_id, name);
-- which scheduled syncs are due?
create index sources_due on sources (next_run_at) where next_run_at is not null;

create table source_records (
  organization_id bigint not null,
  key             bigint not null,
  created_at      timestamptz(3) not null,
  updated_at      timestamptz(3) not null,
  source_key      bigint not null,
  record_type     text collate "C" not null,
  remote_id       text collate "C" not null,
  record_key      bigint not null,
  customer_key    bigint,
  linked_by       text collate "C" not null,
  seen_run        bigint not null,
  given           jsonb not null default '{}',
  primary key (organization_id, key),
  foreign key (organization_id, source_key) references sources (organization_id, key) on delete cascade,
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
-- which record here is the one that a page there tells of?
create unique index source_records_remote on source_records (organization_id, source_key, record_type, remote_id);
-- where does this record come from?
create index source_records_record on source_records (organization_id, record_key);
create index source_records_customer on source_records (organization_id, customer_key) where customer_key is not null;
-- what was not met in this run?
create index source_records_seen on source_records (organization_id, source_key, record_type, seen_run);

-- Set when a person is erased: no sync brings them back.
alter table customers add column erased_at timestamptz(3);
