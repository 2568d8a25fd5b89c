-- Written by test/tasks/statements.e2e-spec.ts: run it with UPDATE_SQL=1 after a change.

(SELECT NULL AS json, due_date::text AS due_day, due, title_order AS key1, id AS key2 FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_date IS NOT NULL AND due >= $2 ORDER BY due, title_order DESC, id DESC LIMIT $3) UNION ALL (SELECT NULL AS json, due_date::text AS due_day, due, title_order AS key1, id AS key2 FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_at IS NOT NULL AND due >= $4 ORDER BY due, title_order DESC, id DESC LIMIT $5);

(SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json, due_date::text AS due_day, due, title_order AS key1, id AS key2 FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_date IS NOT NULL AND due >= $2 ORDER BY due, title_order DESC, id DESC LIMIT $3 OFFSET $4) UNION ALL (SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json, due_date::text AS due_day, due, title_order AS key1, id AS key2 FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_at IS NOT NULL AND due >= $5 ORDER BY due, title_order DESC, id DESC LIMIT $6 OFFSET $7);

INSERT INTO idempotency_keys AS k (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, status = NULL, headers = NULL, body = NULL, created_at = $4
WHERE k.user_id = $1 AND k.created_at <= $5
RETURNING key;

INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING;

INSERT INTO tasks (user_id, id, created_at, updated_at, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, due, search_text, title_order, tag_forms, version) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::varchar, $6::varchar, $7::boolean, $8::timestamptz, $9::smallint, $10::date, $11::timestamptz, $12::text[], $13::uuid, $14::text, $15::json, $16::timestamptz, $17::text, $18::text, $19::text[], $20::bigint)
ON CONFLICT (user_id, id) DO NOTHING RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";

INSERT INTO tasks (user_id, id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, deleted_with, due, search_text, title_order, tag_forms, created_at, updated_at)
SELECT $1::uuid, id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, deleted_with, due, search_text, title_order, tag_forms, created_at, updated_at FROM json_to_recordset($2::json) AS given (id uuid, title varchar, description varchar, completed boolean, completed_at timestamptz, priority smallint, due_date date, due_at timestamptz, tags text[], parent_id uuid, position text, extra json, version bigint, deleted_at timestamptz, deleted_with uuid, due timestamptz, search_text text, title_order text, tag_forms text[], created_at timestamptz, updated_at timestamptz) WHERE id = ANY($3::uuid[]) RETURNING id;

SELECT "IdempotencyKey"."user_id" AS "IdempotencyKey_user_id", "IdempotencyKey"."key" AS "IdempotencyKey_key", "IdempotencyKey"."request_hash" AS "IdempotencyKey_request_hash", "IdempotencyKey"."status" AS "IdempotencyKey_status", "IdempotencyKey"."headers" AS "IdempotencyKey_headers", "IdempotencyKey"."body" AS "IdempotencyKey_body", "IdempotencyKey"."created_at" AS "IdempotencyKey_created_at" FROM "idempotency_keys" "IdempotencyKey" WHERE (("IdempotencyKey"."user_id" = $1) AND ("IdempotencyKey"."key" = $2) AND ("IdempotencyKey"."created_at" > $3)) LIMIT 1;

SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $3;

SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2::timestamptz, $3::uuid) ORDER BY created_at DESC, id DESC LIMIT $4;

SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND NOT completed AND priority = ANY($2::smallint[]) AND (coalesce(tag_forms, tags) @> $3::text[]) AND strpos(search_text, $4) > 0 ORDER BY created_at DESC, id DESC LIMIT $5;

SELECT concat('{', '"id":', '"' || id || '"', ',', '"user_id":', '"' || user_id || '"', ',', '"title":', to_json(title)::text, ',', '"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',', '"completed":', completed::text, ',', '"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"priority":', '"' || (ARRAY['none', 'low', 'medium', 'high'])[priority + 1] || '"', ',', '"due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',', '"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"tags":', to_json(tags)::text, ',', '"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',', '"position":', to_json(position)::text, ',', '"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',', '"version":', version::text, ',', '"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',', '"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',', '"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $2;

SELECT count(*) AS n FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND (due_date IS NOT NULL AND due >= $2 OR due_at IS NOT NULL AND due >= $3);

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM tasks
WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL;

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt", deleted_with AS "deletedWith", purged_at AS "purgedAt" FROM tasks
WHERE user_id = $1 AND id = ANY($2::uuid[]);

SELECT last_version, last_position FROM task_sequences WHERE user_id = $1 FOR UPDATE;

SELECT last_version, task_count FROM task_sequences WHERE user_id = $1;

SELECT last_version, task_count, coalesce(time_zone, 'UTC') AS time_zone
FROM users LEFT JOIN task_sequences ON user_id = $1 WHERE users.id = $1;

SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL;

SELECT mode() WITHIN GROUP (ORDER BY tag COLLATE "C") AS tag, count(DISTINCT id)::int AS count,
(count(DISTINCT id) FILTER (WHERE NOT completed))::int AS open_count
FROM tasks, unnest(tags, coalesce(tag_forms, tags)) AS t(tag, form)
WHERE user_id = $1 AND deleted_at IS NULL GROUP BY form;

UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE user_id = $1 AND key = $2;

UPDATE task_sequences SET last_version = last_version + $2, task_count = greatest(task_count + $3, 0),
last_position = greatest(last_position, $4) + $2
WHERE user_id = $1 RETURNING last_version, last_position;

UPDATE tasks AS t
SET title = given.title, description = given.description, completed = given.completed, completed_at = given.completed_at, priority = given.priority, due_date = given.due_date, due_at = given.due_at, tags = given.tags, parent_id = given.parent_id, position = given.position, extra = given.extra, version = given.version, deleted_at = given.deleted_at, deleted_with = given.deleted_with, due = given.due, search_text = given.search_text, title_order = given.title_order, tag_forms = given.tag_forms, updated_at = given.updated_at
FROM json_to_recordset($2::json) AS given (id uuid, title varchar, description varchar, completed boolean, completed_at timestamptz, priority smallint, due_date date, due_at timestamptz, tags text[], parent_id uuid, position text, extra json, version bigint, deleted_at timestamptz, deleted_with uuid, due timestamptz, search_text text, title_order text, tag_forms text[], updated_at timestamptz)
WHERE t.user_id = $1 AND t.id = ANY($3::uuid[]) AND t.id = given.id AND t.purged_at IS NULL RETURNING t.id;

UPDATE tasks SET version = $3, updated_at = $4, deleted_at = $5, title = $6, description = $7, completed = $8, completed_at = $9, priority = $10, due_date = $11, due_at = $12, tags = $13, parent_id = $14, position = $15, extra = $16, due = $17, search_text = $18, title_order = $19, tag_forms = $20
WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";

WITH RECURSIVE lines AS (
SELECT id, parent_id FROM tasks WHERE user_id = $1 AND id = ANY($2::uuid[])
UNION
SELECT parent.* FROM lines CROSS JOIN LATERAL (
  SELECT id, parent_id FROM tasks WHERE user_id = $1 AND id = lines.parent_id OFFSET 0
) AS parent
), trees AS (
SELECT id FROM tasks WHERE user_id = $1 AND id = ANY($3::uuid[])
UNION
SELECT child.id FROM trees CROSS JOIN LATERAL (
  SELECT id FROM tasks WHERE user_id = $1 AND parent_id = trees.id OFFSET 0
) AS child
)
SELECT id, parent_id AS "parentId", version::float8 AS "version", deleted_at AS "deletedAt", deleted_with AS "deletedWith", updated_at AS "updatedAt" FROM tasks
WHERE user_id = $1 AND id = ANY(ARRAY(SELECT id FROM lines UNION SELECT id FROM trees));

WITH RECURSIVE tree AS (
SELECT id AS node, deleted_at, deleted_with, 1 AS level FROM tasks WHERE user_id = $1 AND id = $2
UNION ALL
SELECT child.*, level + 1 FROM tree CROSS JOIN LATERAL (
  SELECT id, deleted_at, deleted_with FROM tasks WHERE user_id = $1 AND parent_id = tree.node OFFSET 0
) AS child
WHERE (child.deleted_at, child.deleted_with) IS NOT DISTINCT FROM (tree.deleted_at, tree.deleted_with)
), numbered AS (
SELECT node, row_number() OVER (ORDER BY level, node) - 1 AS n FROM tree
), counted AS (
UPDATE task_sequences SET last_version = last_version + others, task_count = task_count + others
FROM (SELECT count(*) - 1 AS others FROM tree) AS counts WHERE user_id = $1 AND others > 0
), written AS (
UPDATE tasks SET version = $3 + n, updated_at = $4, deleted_at = NULL, deleted_with = NULL, parent_id = CASE WHEN id = $2 THEN $5 ELSE parent_id END,
  position = CASE WHEN id = $2 THEN $6 ELSE position END
FROM numbered WHERE user_id = $1 AND id = node RETURNING tasks.*
)
SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM written WHERE id = $2;

WITH RECURSIVE tree AS (
SELECT id AS node, deleted_at, deleted_with, 1 AS level FROM tasks WHERE user_id = $1 AND id = $2
UNION ALL
SELECT child.*, level + 1 FROM tree CROSS JOIN LATERAL (
  SELECT id, deleted_at, deleted_with FROM tasks WHERE user_id = $1 AND parent_id = tree.node OFFSET 0
) AS child
WHERE (child.deleted_at, child.deleted_with) IS NOT DISTINCT FROM (tree.deleted_at, tree.deleted_with)
), numbered AS (
SELECT node, row_number() OVER (ORDER BY level, node) - 1 AS n FROM tree
), counted AS (
UPDATE task_sequences SET last_version = last_version + others, task_count = task_count - others
FROM (SELECT count(*) - 1 AS others FROM tree) AS counts WHERE user_id = $1 AND others > 0
), written AS (
UPDATE tasks SET version = $3 + n, updated_at = $4, deleted_at = $4, deleted_with = $2
FROM numbered WHERE user_id = $1 AND id = node RETURNING tasks.*
)
SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM written WHERE id = $2;

WITH expired AS (
SELECT user_id, id FROM tasks WHERE deleted_at < $1 AND purged_at IS NOT NULL LIMIT $2
)
DELETE FROM tasks AS t USING expired
WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $1 AND t.purged_at IS NOT NULL
RETURNING t.id;

WITH expired AS (
SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL LIMIT $3
)
UPDATE tasks AS t SET purged_at = $1, title = $4, description = $5, completed = $6, completed_at = $7, priority = $8, due_date = $9, due_at = $10, tags = $11, parent_id = $12, position = $13, extra = $14, due = $15, search_text = $16, title_order = $17, tag_forms = $18, deleted_with = $19
FROM expired WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $2 AND t.purged_at IS NULL
RETURNING t.id;

WITH expired AS (
SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2
)
DELETE FROM idempotency_keys AS k USING expired
WHERE k.user_id = expired.user_id AND k.key = expired.key AND k.created_at < $1
RETURNING k.key;

WITH numbered AS (
UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + 1,
  last_position = greatest(last_position, $20) + 1
WHERE user_id = $1 RETURNING last_version, last_position
)
INSERT INTO tasks (user_id, id, created_at, updated_at, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, due, search_text, title_order, tag_forms, version)
SELECT $1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::varchar, $6::varchar, $7::boolean, $8::timestamptz, $9::smallint, $10::date, $11::timestamptz, $12::text[], $13::uuid, coalesce(nullif($14::text, ''), chr(96 + length(last_position::text)) || last_position), $15::json, $16::timestamptz, $17::text, $18::text, $19::text[], last_version FROM numbered RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";
