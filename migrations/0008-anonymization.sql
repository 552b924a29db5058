-- whose anonymization is due or under way? which customers have that status?
create index customers_anonymization on customers (organization_id, anonymization_status, key)
  where anonymization_status is not null;
-- what was granted on behalf of a person who is erased?
create index grants_owner on grants (organization_id, owner_id) where owner_id is not null;
