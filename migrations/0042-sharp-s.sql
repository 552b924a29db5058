-- The capital ẞ is compared as ß is, which is "ss". Only what was written with a capital one is kept with a ß: every other one
-- was "ss" from the start. Whose address is somebody else's by that stays as it is, and is found by its other letters.
update customers c set email_folded = replace(c.email_folded, 'ß', 'ss')
  where c.email_folded like '%ß%' and not exists (
    select 1 from customers o where o.organization_id = c.organization_id and o.key <> c.key
      and (o.email_folded = replace(c.email_folded, 'ß', 'ss')
        or (o.email_folded like '%ß%' and o.key < c.key
          and replace(o.email_folded, 'ß', 'ss') = replace(c.email_folded, 'ß', 'ss'))));
update customers set name_folded = replace(name_folded, 'ß', 'ss') where name_folded like '%ß%';
update promotion_codes set code_folded = replace(code_folded, 'ß', 'ss'),
  search_folded = replace(search_folded, 'ß', 'ss') where code_folded like '%ß%' or search_folded like '%ß%';
