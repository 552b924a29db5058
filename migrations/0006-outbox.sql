-- Webhooks through an outbox: who listens to what, which topics fired, what is on its way to whom, and every
-- attempt to bring it there. A change writes its notices and deliveries in its own transaction.

create table webhooks (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  dialect          text collate "C" not null,
  name             text collate "C",
  topic            text collate "C" not null,
  callback_url     text collate "C" not null,
  sealed_secret    text collate "C",
  disabled_at      timestamptz(3),
  circuit_state    text collate "C" not null default 'closed' check (circuit_state in ('closed', 'open')),
  failure_count    bigint not null default 0,
  extras           jsonb not null default '{}',
  primary key (organization_id, key)
);
create unique index webhooks_short on webhooks (organization_id, short_id);
create unique index webhooks_number on webhooks (organization_id, number_id);
create unique index webhooks_uuid on webhooks (organization_id, uuid_id);
-- who listens to this topic?
create index webhooks_topic on webhooks (organization_id, topic, dialect) where disabled_at is null;

-- No foreign key to the record or the customer: a notice outlives them, as an event does.
create table notices (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  dialect          text collate "C" not null,
  topic            text collate "C" not null,
  customer_key     bigint,
  record_type      text collate "C" not null,
  record_kind      text collate "C",
  record_key       bigint not null,
  record_ids       jsonb not null default '{}',
  primary key (organization_id, key)
);
create unique index notices_short on notices (organization_id, short_id);
create unique index notices_number on notices (organization_id, number_id);
create unique index notices_uuid on notices (organization_id, uuid_id);
-- all that a platform tells of, oldest first
create index notices_created on notices (organization_id, dialect, created_at, key);
-- the topics that fired for one record
create index notices_record on notices (organization_id, record_key, created_at, key);
-- and for a customer and all that hangs on it
create index notices_customer on notices (organization_id, customer_key, key) where customer_key is not null;

create table deliveries (
  organization_id bigint not null references organizations (key) on delete cascade,
  key             bigint not null,
  created_at      timestamptz(3) not null,
  updated_at      timestamptz(3) not null,
  webhook_key     bigint not null,
  notice_key      bigint not null,
  customer_key    bigint,
  subject_key     bigint not null,
  state           text collate "C" not null check (state in ('pending', 'delivered', 'dead')),
  attempts        bigint not null default 0,
  next_attempt_at timestamptz(3) not null,
  locked_until    timestamptz(3),
  snapshot        jsonb not null,
  primary key (organization_id, key),
  foreign key (organization_id, webhook_key) references webhooks (organization_id, key) on delete cascade,
  foreign key (organization_id, notice_key) references notices (organization_id, key) on delete cascade
);
-- a notice goes to a webhook once; sent again, it is the same delivery
create unique index deliveries_notice on deliveries (organization_id, notice_key, webhook_key);
-- what of this webhook is due?
create index deliveries_due on deliveries (organization_id, webhook_key, next_attempt_at, key)
  where state = 'pending';
-- is an older one of this webhook and customer still under way?
create index deliveries_order on deliveries (organization_id, webhook_key, subject_key, key)
  where state = 'pending';
-- a webhook's deliveries, newest first
create index deliveries_webhook on deliveries (organization_id, webhook_key, key);
-- what was told about this customer
create index deliveries_customer on deliveries (organization_id, customer_key, key) where customer_key is not null;

create table delivery_attempts (
  organization_id  bigint not null references organizations (key) on delete cascade,
  key              bigint not null,
  short_id         text collate "C" not null,
  number_id        text collate "C" not null,
  uuid_id          uuid not null,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  reference        text collate "C",
  reference_origin text collate "C",
  metadata         jsonb not null default '{}',
  delivery_key     bigint not null,
  webhook_key      bigint not null,
  notice_key       bigint not null,
  customer_key     bigint,
  callback_url     text collate "C" not null,
  body             text collate "C",
  response_status  text collate "C",
  response_message text collate "C",
  response_excerpt text collate "C",
  milliseconds     bigint not null,
  primary key (organization_id, key),
  foreign key (organization_id, delivery_key) references deliveries (organization_id, key) on delete cascade
);
create unique index delivery_attempts_short on delivery_attempts (organization_id, short_id);
create unique index delivery_attempts_number on delivery_attempts (organization_id, number_id);
create unique index delivery_attempts_uuid on delivery_attempts (organization_id, uuid_id);
-- the attempts of one delivery, in order
create index delivery_attempts_delivery on delivery_attempts (organization_id, delivery_key, key);
-- the last ones of a webhook
create index delivery_attempts_webhook on delivery_attempts (organization_id, webhook_key, created_at, key);
-- the last ones of a notice
create index delivery_attempts_notice on delivery_attempts (organization_id, notice_key, created_at, key);
-- what was told about this customer
create index delivery_attempts_customer on delivery_attempts (organization_id, customer_key, key)
  where customer_key is not null;
