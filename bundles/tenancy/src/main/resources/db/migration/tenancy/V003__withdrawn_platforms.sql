-- Its row stays: the directory has to forget it too, whenever it answers again.
ALTER TABLE tenancy_platform ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
