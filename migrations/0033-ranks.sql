-- Where in an ordered list a record stands, so that a page by its number costs what the first one does. A list (all
-- customers, those who ordered in a currency) is cut into blocks of its records, in each order it is read in; a row holds
-- up to some hundred blocks that follow one another.
create table rank_blocks (
  organization_id bigint not null references organizations (key) on delete cascade,
  -- 'customer', 'members:EUR'
  list            text collate "C" not null,
  -- which of the list's orders
  place           smallint not null,
  part            integer not null,
  -- which fold wrote it last
  generation      bigint not null,
  -- where the first block begins
  first           text collate "C" not null,
  -- where each begins, one behind the other: all are of one length
  starts          text collate "C" not null,
  counts          integer[] not null,
  primary key (organization_id, list, place, part)
);

-- What came, went or moved since the blocks were counted: appended by every write in its own transaction, so that none
-- waits for another, and folded into the blocks later. In each order of the list, where the record was and where it is.
create table rank_moves (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null generated always as identity,
  list            text collate "C" not null,
  gone            text[] collate "C",
  come            text[] collate "C",
  primary key (organization_id, key)
);

-- How often the organization's blocks were written: whoever remembers them sees by it whether they still stand.
create table rank_heads (
  organization_id bigint primary key references organizations (key) on delete cascade,
  generation      bigint not null
);
