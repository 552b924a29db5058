-- Whoever works in the console: a link signs in once, a session lives in a cookie. Both are kept like tokens.
alter table admin_tokens
  add column kind text collate "C" not null default 'token' check (kind in ('token', 'link', 'session'));
