-- Which records the write changed, and whose they are: when a person is erased, the answers about them go too. The
-- body is encrypted, since it may tell a secret; the marks of what it names are 64 bits of SHA-256 each.
alter table kept_answers
  add column about bigint[] not null default '{}',
  add column marks bigint[] not null default '{}',
  -- as they were sent, in that order
  alter column headers type json;
alter table kept_answers rename column body to sealed_body;
