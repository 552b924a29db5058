-- A customer that is linked to another source's takes the id that the other platform gave it; an undone link gives this one
-- back.
alter table source_records add column previous_id text collate "C";
