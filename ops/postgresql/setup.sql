-- Run once, as a superuser: psql -v password="'a long secret'" -f setup.sql
-- CREATEROLE is for the roles of the instances; owning the database gives the right to make their schemas.
CREATE ROLE beffroi LOGIN CREATEROLE PASSWORD :password;
CREATE DATABASE beffroi OWNER beffroi ENCODING 'UTF8' TEMPLATE template0;
-- Then, for Beffroi:
--   BEFFROI_DB_URL=jdbc:postgresql://localhost:5432/beffroi BEFFROI_DB_USER=beffroi BEFFROI_DB_PASSWORD=…
