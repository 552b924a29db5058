-- A record of the long tail may have a secret: a market's shared secret, the token of a password reset. Only its
-- encrypted text is kept, and SHA-256 where a caller presents it or a filter looks for it.
alter table records
  add column sealed_secret text collate "C",
  add column secret_hash   text collate "C";
-- whose token is this?
create index records_secret on records (organization_id, secret_hash) where secret_hash is not null;
