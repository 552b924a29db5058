-- What lets the tables be spread over a Citus cluster by organization_id, which takes no foreign key that sets a part of
-- itself to null. The writer detaches what points to a record before it removes that record (src/store/dependents.ts), and
-- has to, or no event would tell of it. From here on `alter table` does one thing at a time, since tables that are spread
-- take no more.

alter table customers drop constraint customers_organization_id_group_key_fkey;
alter table customers add constraint customers_organization_id_group_key_fkey
  foreign key (organization_id, group_key) references customer_groups (organization_id, key);
alter table orders drop constraint orders_organization_id_customer_key_fkey;
alter table orders add constraint orders_organization_id_customer_key_fkey
  foreign key (organization_id, customer_key) references customers (organization_id, key);
alter table subscriptions drop constraint subscriptions_organization_id_order_key_fkey;
alter table subscriptions add constraint subscriptions_organization_id_order_key_fkey
  foreign key (organization_id, order_key) references orders (organization_id, key);
alter table product_access drop constraint product_access_organization_id_order_key_fkey;
alter table product_access add constraint product_access_organization_id_order_key_fkey
  foreign key (organization_id, order_key) references orders (organization_id, key);
