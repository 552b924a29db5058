-- What an attempt presented beside its body: people look at the signature when their receiver refuses it. Null for older ones.
alter table delivery_attempts add column request_headers jsonb;
