-- The lists of SHOPLINE and Easycart by each filter they know, at any size of the tables: what few match is found by an
-- index of its own, whatever the order. And Easycart's statistics of any currency.

-- whose first order in this currency was placed by then?
create index customer_totals_first on customer_totals (organization_id, currency, first_placed_at, customer_key)
  where placed_count > 0;
-- who ordered in this currency between then and then? how many orders are that?
create index orders_currency on orders (organization_id, currency, created_at, status, customer_key);
-- which orders are of this status?
create index orders_status on orders (organization_id, status, created_at, key);
-- what was paid in this currency between then and then?
create index payments_currency on payments (organization_id, currency, paid_at, is_renewal, amount);
-- which payments came through this provider? which are of this amount?
create index payments_provider on payments (organization_id, provider, paid_at, key);
create index payments_amount on payments (organization_id, amount, paid_at, key);
create index payments_renewals on payments (organization_id, paid_at, key) where is_renewal;
-- what was paid back in this currency between then and then?
create index refunds_currency on refunds (organization_id, currency, created_at, state, amount);
-- who holds a subscription of this status? which subscriptions are of it?
create index subscriptions_status on subscriptions (organization_id, status, created_at, key, customer_key);
-- which are to this product, to this variant, in this currency? which were canceled, which renew between then and then?
create index subscriptions_product on subscriptions (organization_id, product_uuid, created_at, key)
  where product_uuid is not null;
create index subscriptions_variant on subscriptions (organization_id, variant_uuid, created_at, key)
  where variant_uuid is not null;
create index subscriptions_currency on subscriptions (organization_id, currency, created_at);
create index subscriptions_canceled on subscriptions (organization_id, canceled_at) where canceled_at is not null;
create index subscriptions_period on subscriptions (organization_id, period_end) where period_end is not null;

-- who has this first name? (SHOPLINE searches for a whole one.)
create index customers_first_name on customers (organization_id, first_name, number_id) where first_name is not null;
-- who is on the list of those who may not buy? whose account is in this state? who consented, who did not?
create index customers_blacklisted on customers (organization_id, number_id) where blacklisted;
create index customers_state on customers (organization_id, account_state, number_id);
create index customers_consent on customers (organization_id, email_consent_state, number_id);
create index customers_verified on customers (organization_id, verified_email, number_id);
