-- What applications were allowed to do on somebody's behalf (RFC 6749 section 1.3), and the texts that stand for
-- it; of those only SHA-256 is kept.

create table grants (
  organization_id bigint not null references organizations (key) on delete cascade,
  id              text collate "C" not null,
  credential_id   text collate "C" not null references credentials (id) on delete cascade,
  -- a customer or a user; null for a grant that only brings claims of its own
  owner_type      text collate "C",
  owner_id        text collate "C",
  customer_key    bigint,
  -- as it was sent, member order included
  custom_claim    json,
  scope           text collate "C" not null,
  created_at      timestamptz(3) not null,
  -- when its last refresh token ends
  expires_at      timestamptz(3) not null,
  revoked_at      timestamptz(3),
  primary key (organization_id, id),
  foreign key (organization_id, customer_key) references customers (organization_id, key) on delete cascade
);
-- which grants are over and can be forgotten?
create index grants_expires on grants (organization_id, expires_at);
-- what goes with a customer
create index grants_customer on grants (organization_id, customer_key) where customer_key is not null;
-- what goes when an application is removed
create index grants_credential on grants (credential_id);

create table refresh_tokens (
  organization_id         bigint not null,
  token_hash              bytea not null,
  grant_id                text collate "C" not null,
  expires_at              timestamptz(3) not null,
  used_at                 timestamptz(3),
  -- the access token that was issued with it
  access_token_hash       bytea not null,
  access_token_expires_at timestamptz(3) not null,
  primary key (organization_id, token_hash),
  foreign key (organization_id, grant_id) references grants (organization_id, id) on delete cascade
);
-- the tokens of a grant, to take them all back or to forget them
create index refresh_tokens_grant on refresh_tokens (organization_id, grant_id);
-- the grant that this access token belongs to
create index refresh_tokens_access on refresh_tokens (organization_id, access_token_hash);

create table authorization_codes (
  organization_id bigint not null references organizations (key) on delete cascade,
  code_hash       bytea not null,
  credential_id   text collate "C" not null references credentials (id) on delete cascade,
  redirect_uri    text collate "C" not null,
  owner_type      text collate "C" not null,
  owner_id        text collate "C" not null,
  scope           text collate "C" not null,
  expires_at      timestamptz(3) not null,
  -- what it was exchanged for; it can be exchanged once
  grant_id        text collate "C",
  primary key (organization_id, code_hash)
);
-- which codes are over and can be forgotten?
create index authorization_codes_expires on authorization_codes (organization_id, expires_at);
