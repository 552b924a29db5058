-- What several servers on one database count against rate limits (src/core/rate-counters.ts). The primary key
-- does not start with organization_id: requests are also counted by their address alone, before anyone is known,
-- and the key is a hash of all that is counted together, the organization included.
-- Unlogged: no request waits until its count is on the disk, and nothing is sent to replicas. After a crash the
-- table is empty, which gives every caller a new start of a minute or so.
create unlogged table rate_counters (
  key        text collate "C" primary key,
  -- null only within the transaction that makes it
  state      jsonb,
  -- in whole minutes, so that most changes leave the index alone
  expires_at timestamptz(3) not null
) with (fillfactor = 50);
-- which counters can be forgotten?
create index rate_counters_expires on rate_counters (expires_at);
