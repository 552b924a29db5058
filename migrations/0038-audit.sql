-- Who read, exported, changed or erased whom: appended in batches, beside the requests (docs/design/0013-audit.md). It holds
-- ids, routes and who asked, never a value, so that what an erasure empties was never here.
create table audit_entries (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null generated always as identity,
  -- of the first of the requests
  at              timestamptz not null,
  -- list, read, change, export, erase, import, snapshot, sync
  kind            text collate "C" not null,
  -- a platform, admin-api, console, cli, job
  via             text collate "C" not null,
  -- the credential's id, the admin token's, the system's user
  who             text collate "C" not null,
  -- it acted for a customer or a user who signed in
  on_behalf       boolean not null,
  -- 'GET /api/customers/:id', 'person export'
  action          text collate "C" not null,
  -- public ids that the requests named or made, each once
  subjects        text[] collate "C" not null,
  requests        integer not null,
  -- of the first of them
  trace           text collate "C",
  primary key (organization_id, key)
);
-- What happened since then? And what is old enough to go?
create index audit_entries_at on audit_entries (organization_id, at);
-- Who had to do with that one?
create index audit_entries_subjects on audit_entries using gin (subjects);
