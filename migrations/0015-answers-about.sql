-- Which records the write changed, and whose they are: when a person is erased, the answers about them go too.
alter table kept_answers
  add column about bigint[] not null default '{}',
  -- as they were sent, in that order
  alter column headers type json;
