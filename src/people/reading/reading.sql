-- reading_put(account id, kind code, record int, way code, day date, began time, latest time, times int) -> write
-- Several servers may count the same day: what they counted comes together.
INSERT INTO reading (account, kind, record, way, day, began, latest, times)
VALUES (:account, :kind, :record, :way, :day, :began, :latest, :times)
ON CONFLICT (account, kind, record, way, day) DO UPDATE
SET times = reading.times + excluded.times,
    began = CASE WHEN excluded.began < reading.began THEN excluded.began ELSE reading.began END,
    latest = CASE WHEN excluded.latest > reading.latest THEN excluded.latest ELSE reading.latest END;

-- reading_forget(before date) -> write count
DELETE FROM reading WHERE day < :before;
