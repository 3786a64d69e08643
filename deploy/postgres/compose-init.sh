#!/bin/sh
# Runs once in a new Postgres container: the logins of the roles, then the database.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres <<SQL
create role mud_owner login password '$MUD_POSTGRES_OWNER_PASSWORD';
create role mud_gateway login password '$MUD_POSTGRES_GATEWAY_PASSWORD';
create role mud_tick login password '$MUD_POSTGRES_TICK_PASSWORD';
create role mud_worker login password '$MUD_POSTGRES_WORKER_PASSWORD';
create role mud_admin login password '$MUD_POSTGRES_ADMIN_PASSWORD';
create database mudstream owner mud_owner;
revoke all on database mudstream from public;
grant connect on database mudstream to mud_gateway, mud_tick, mud_worker, mud_admin;
grant pg_monitor to mud_owner, mud_admin;
SQL
