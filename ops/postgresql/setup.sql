-- Run once, as a superuser: psql -v password="'a long secret'" -f setup.sql
-- CREATEROLE is for the roles of the instances; owning the database gives the right to make their schemas. No other right is needed.
CREATE ROLE beffroi LOGIN CREATEROLE PASSWORD :password;
CREATE DATABASE beffroi OWNER beffroi ENCODING 'UTF8' TEMPLATE template0;
-- Each instance logs in as a role of its own (t_30189_actes), with a password that Beffroi derives from the one above and sets by itself.
-- So pg_hba.conf has to let these roles in too, from where Beffroi runs and by password. Debian's file does so for the same machine;
-- for another one, then: SELECT pg_reload_conf();
--   # TYPE  DATABASE  USER  ADDRESS        METHOD
--   host    beffroi   all   192.0.2.10/32  scram-sha-256
-- Never "trust" or "ident" there: whoever asks would get in as the house.
-- Then, for Beffroi:
--   BEFFROI_DB_URL=jdbc:postgresql://localhost:5432/beffroi BEFFROI_DB_USER=beffroi BEFFROI_DB_PASSWORD_FILE=/etc/beffroi/db.password
