-- How often an organization's data changed, in spread slots so that writers do not wait for one another. Not among the
-- counters, which a restored snapshot takes back: a version that was seen once never comes again.
create table data_versions (
  organization_id bigint not null references organizations (key) on delete cascade,
  slot            smallint not null,
  value           bigint not null,
  primary key (organization_id, slot)
);
