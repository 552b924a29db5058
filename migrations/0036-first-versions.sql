-- Organizations that were not written to since versions are kept have one from now on: what lists them by their versions
-- finds them all (src/store/due-records.ts), and what is remembered of them can stand.
insert into data_versions (organization_id, slot, value) select key, 0, 1 from organizations where snapshot_of is null
  on conflict do nothing;
