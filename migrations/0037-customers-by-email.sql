-- by e-mail, page by page, in either direction; those without one after all others. The unique index has none of them, and so
-- serves no list of everybody.
create index customers_by_email on customers (organization_id, email_folded, key);
