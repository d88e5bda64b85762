-- draft_all(state code, sort code) -> page draft_row
SELECT id, code, title, origin, state, created, created_by, changed, changed_by, edition,
       (SELECT count(*) FROM edition_file f WHERE f.draft = d.id) AS files
FROM edition_draft d WHERE 1 = 1
{if state} AND state = :state {end}
ORDER BY {order sort:
       changed_down = changed DESC, id DESC
     | changed = changed, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- draft_by_code(code text) -> one draft_row
SELECT id, code, title, origin, state, created, created_by, changed, changed_by, edition,
       (SELECT count(*) FROM edition_file f WHERE f.draft = d.id) AS files
FROM edition_draft d WHERE code = :code;

-- draft_files(draft id) -> many draft_file
SELECT id, code, path, body, changed, changed_by FROM edition_file WHERE draft = :draft ORDER BY path;

-- draft_file_by_code(draft id, code text) -> one draft_file
SELECT id, code, path, body, changed, changed_by FROM edition_file WHERE draft = :draft AND code = :code;

-- draft_path_count(draft id, path text) -> int
SELECT count(*) FROM edition_file WHERE draft = :draft AND path = :path;

-- draft_authors(draft id) -> many draft_author
SELECT account, since FROM edition_author WHERE draft = :draft ORDER BY since, id;

-- draft_author_count(draft id, account id) -> int
SELECT count(*) FROM edition_author WHERE draft = :draft AND account = :account;

-- draft_insert(code text, title text, origin text, now time, by id?) -> write id
INSERT INTO edition_draft (code, title, origin, state, created, created_by, changed, changed_by)
VALUES (:code, :title, :origin, 'open', :now, :by, :now, :by);

-- draft_rename(id id, title text) -> write
UPDATE edition_draft SET title = :title WHERE id = :id;

-- draft_touch(id id, now time, by id?) -> write
UPDATE edition_draft SET changed = :now, changed_by = :by WHERE id = :id;

-- draft_set_state(id id, state code, edition id?, now time) -> write
UPDATE edition_draft SET state = :state, edition = :edition, changed = :now WHERE id = :id;

-- draft_file_insert(code text, draft id, path text, body text, now time, by id?) -> write id
INSERT INTO edition_file (code, draft, path, body, changed, changed_by)
VALUES (:code, :draft, :path, :body, :now, :by);

-- draft_file_save(id id, body text, now time, by id?) -> write
UPDATE edition_file SET body = :body, changed = :now, changed_by = :by WHERE id = :id;

-- draft_file_rename(id id, path text, now time, by id?) -> write
UPDATE edition_file SET path = :path, changed = :now, changed_by = :by WHERE id = :id;

-- draft_file_delete(id id) -> write
DELETE FROM edition_file WHERE id = :id;

-- draft_author_insert(draft id, account id, now time) -> write id
INSERT INTO edition_author (draft, account, since) VALUES (:draft, :account, :now);

-- draft_of_edition(edition id) -> text
SELECT code FROM edition_draft WHERE edition = :edition;
