-- whose anonymization is due or under way? which customers have that status?
create index customers_anonymization on customers (organization_id, anonymization_status, key)
  where anonymization_status is not null;
