-- Customers by their last order or by how many they placed, at any size of the table: SHOPLINE searches and pages so.

-- kept from the ledger, over all currencies: when the last placed order was
alter table customers add column last_placed_at timestamptz(3);
update customers c set last_placed_at = (select max(t.last_placed_at) from customer_totals t
  where t.organization_id = c.organization_id and t.customer_key = c.key)
  where placed_orders_count > 0;

-- What sorts: milliseconds, and below every time where there is none, so that a page can start at any row.
alter table customers add column last_placed_rank bigint not null generated always as
  (coalesce((extract(epoch from last_placed_at at time zone 'UTC') * 1000)::bigint, -9000000000000000)) stored;

-- the last orders first, page by page
create index customers_last_placed on customers (organization_id, last_placed_rank, number_id);
-- the most orders first, page by page
create index customers_placed on customers (organization_id, placed_orders_count, number_id);
