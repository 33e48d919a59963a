-- Meters as they were published last, those too that no offering declares any more. A projection of its own, told from the first entry on.
CREATE TABLE broker_meter (
  offering TEXT NOT NULL, -- its id
  name     TEXT NOT NULL,
  body     TEXT NOT NULL, -- JSON
  PRIMARY KEY (offering, name)
);
