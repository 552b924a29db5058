-- Customers are found by typing any part of a name, an e-mail address or a phone number, sorted by what people sort
-- them by, and filtered, at any size of the table.

-- Trigrams: PostgreSQL's own extension, in its contrib package, which whoever owns the database may create.
do $$
begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise exception 'the extension pg_trgm, by which customers are searched, cannot be created here: install the contrib package of PostgreSQL where it is missing, run "create extension pg_trgm" in this database as its owner or as a superuser, then migrate again (%)', sqlerrm;
end
$$;

-- whose name, e-mail or phone has this in it?
create index customers_search on customers
  using gin (name_folded gin_trgm_ops, email_folded gin_trgm_ops, phone_folded gin_trgm_ops);
-- by name, page by page; the nameless after all others
create index customers_name on customers (organization_id, name_folded, key);
-- those without an e-mail, which come after all others when the e-mail sorts
create index customers_mailless on customers (organization_id, key) where email_folded is null;
-- who was brought along from there, and from where was anybody?
create index customers_origin on customers (organization_id, reference_origin, key) where reference_origin is not null;
-- who spent most in this currency, or more than that?
create index customer_totals_spent on customer_totals (organization_id, currency, spent_amount, customer_key);
-- who lives in this country, and in which does anybody?
create index addresses_country on addresses (organization_id, country_code, customer_key) where customer_key is not null;
