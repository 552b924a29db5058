-- Who signed in with a token is signed out when the token is revoked.
alter table admin_tokens
  add column parent_id text collate "C" references admin_tokens (id) on delete cascade;
-- the sessions and links of a token that is revoked
create index admin_tokens_parents on admin_tokens (parent_id) where parent_id is not null;
