-- The reversibility archives, as the journal has them; the files lie in the data folder.
CREATE TABLE provisioning_archive (
  number       BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry
  tenant       TEXT   NOT NULL,
  file         TEXT   NOT NULL,
  subscription TEXT   NOT NULL,
  operation    TEXT   NOT NULL UNIQUE,
  bytes        BIGINT NOT NULL,
  sha256       TEXT   NOT NULL,
  kept_at      BIGINT NOT NULL,
  UNIQUE (tenant, file)
);
