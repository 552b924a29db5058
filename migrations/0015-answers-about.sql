-- Which records the write changed, and whose they are: when a person is erased, the answers about them go too.
alter table kept_answers add column about bigint[] not null default '{}';
