-- has another order that number? which order is it that a caller knows by its number?
create index orders_order_number on orders (organization_id, number) where number is not null;
