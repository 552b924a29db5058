-- What each order's own books say, kept with it, so that orders can be filtered and sorted by it: its payments
-- and recorded refunds in its currency, and the sum of its lines (null where it has none).

alter table orders
  add column paid_amount     bigint not null default 0,
  add column refunded_amount bigint not null default 0,
  add column lines_amount    bigint;

update orders o set
  paid_amount = coalesce((select sum(p.amount) from payments p
    where p.organization_id = o.organization_id and p.order_key = o.key and p.currency = o.currency), 0),
  refunded_amount = coalesce((select sum(r.amount) from payments p
    join refunds r on r.organization_id = p.organization_id and r.payment_key = p.key
    where p.organization_id = o.organization_id and p.order_key = o.key
      and r.currency = o.currency and r.state = 'recorded'), 0),
  lines_amount = (select sum(l.amount) from order_lines l
    where l.organization_id = o.organization_id and l.order_key = o.key);

-- The words of core/ledger.ts; a free order owes nothing, and what was paid back in full is refunded.
alter table orders
  add column payment_status text collate "C" not null generated always as (
    case when amount = 0 then 'free'
         when status = 'refunded' or (paid_amount > 0 and refunded_amount >= paid_amount) then 'refunded'
         when refunded_amount > 0 then 'partially_refunded'
         when paid_amount >= amount then 'paid'
         when paid_amount > 0 then 'partially_paid'
         when status = 'canceled' then 'voided'
         else 'unpaid' end) stored;
