-- Snapshots of organizations, and the tokens of whoever runs the server.

-- A snapshot is an organization that nothing finds or lists: its rows are a copy of another's, its name is
-- unique there. Its slug and handle hold a dot, which no host label has.
alter table organizations
  add column snapshot_of   bigint references organizations (key) on delete cascade,
  add column snapshot_name text collate "C",
  add check ((snapshot_of is null) = (snapshot_name is null)),
  add check ((snapshot_of is null) = (position('.' in slug) = 0));
-- the snapshots of an organization, one by its name
create unique index organizations_snapshots on organizations (snapshot_of, snapshot_name)
  where snapshot_of is not null;

-- Who may use the admin API: of the whole server. Of a token only SHA-256 is kept.
create table admin_tokens (
  id          text collate "C" primary key,
  name        text collate "C",
  secret_hash bytea not null,
  created_at  timestamptz(3) not null,
  expires_at  timestamptz(3),
  revoked_at  timestamptz(3)
);
