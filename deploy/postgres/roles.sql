-- The logins of Mudstream's roles, for a Postgres of your own. Run as a superuser, once, in the
-- database cluster; then run `mudstream setup` as mud_owner, whose migrations grant the tables.
--   psql -v gateway="'…'" -v tick="'…'" -v worker="'…'" -v admin="'…'" -v owner="'…'" -f roles.sql
create role mud_owner login password :owner;
create role mud_gateway login password :gateway;
create role mud_tick login password :tick;
create role mud_worker login password :worker;
create role mud_admin login password :admin;
-- Byte order everywhere: ids are compared, never sorted for people.
create database mudstream owner mud_owner encoding 'UTF8' locale 'C' template template0;
revoke all on database mudstream from public;
grant connect on database mudstream to mud_gateway, mud_tick, mud_worker, mud_admin;
-- `mudstream cluster status` and the admin page show who follows, and how closely.
grant pg_monitor to mud_owner, mud_admin;
