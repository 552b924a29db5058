-- Who syncs from a source right now and what went wrong the last time; inside what a record was shown; and what a source
-- showed that cannot be taken, or not yet.

alter table sources
  add column locked_by text collate "C",
  add column last_error text collate "C";

alter table source_records add column parent_key bigint;
-- what did this record of the source show inside it?
create index source_records_parent on source_records (organization_id, parent_key) where parent_key is not null;

create table held_items (
  organization_id bigint not null,
  key             bigint not null,
  created_at      timestamptz(3) not null,
  updated_at      timestamptz(3) not null,
  source_key      bigint not null,
  stream          text collate "C" not null,
  remote_id       text collate "C" not null,
  state           text collate "C" not null,
  reason          text collate "C" not null,
  item            jsonb not null,
  primary key (organization_id, key),
  foreign key (organization_id, source_key) references sources (organization_id, key) on delete cascade
);
-- was this item held before?
create unique index held_items_item on held_items (organization_id, source_key, stream, remote_id);
-- what waits, what was rejected?
create index held_items_state on held_items (organization_id, source_key, state, key);
