-- Payments and subscriptions are counted as they are written: Easycart's lists say how many pages there are.
insert into counters (organization_id, name, slot, value)
  select organization_id, 'payment', 0, count(*) from payments group by organization_id
  union all
  select organization_id, 'subscription', 0, count(*) from subscriptions group by organization_id;
