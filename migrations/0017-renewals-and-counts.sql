-- Renewals that are near are told of once, and Easycart's lists of products and promotion codes say how many pages
-- there are without counting them.

-- the period's end of which it was told that a renewal comes; null: of none yet
alter table subscriptions add column renewal_told_for timestamptz(3);
-- which renewals are near and not told of?
create index subscriptions_renewals on subscriptions (organization_id, period_end)
  where status in ('active', 'trialing') and (cancel_at is null or cancel_at > period_end)
    and renewal_told_for is distinct from period_end;

insert into counters (organization_id, name, slot, value)
  select organization_id, 'product', 0, count(*) from products group by organization_id
  union all
  select organization_id, 'promotionCode without archivedAt', 0, count(*) from promotion_codes
    where archived_at is null group by organization_id;
