-- Removing a record looks for what points to it; without these each removal would read whole tables.

-- the payments of a removed subscription
create index payments_subscription on payments (organization_id, subscription_key)
  where subscription_key is not null;
-- the subscriptions and product accesses that a removed order brought
create index subscriptions_order on subscriptions (organization_id, order_key) where order_key is not null;
create index product_access_order on product_access (organization_id, order_key) where order_key is not null;
-- one tag of one customer
create unique index customer_tags_key on customer_tags (organization_id, key);
