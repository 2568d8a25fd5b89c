-- Written by test/tasks/statements.e2e-spec.ts: run it with UPDATE_SQL=1 after a change.

INSERT INTO idempotency_keys AS k (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, status = NULL, answer = NULL, headers = NULL, body = NULL, created_at = $4
WHERE k.user_id = $1 AND k.created_at <= $5
RETURNING key;

INSERT INTO task_sequences (user_id, last_version, task_count)
SELECT $1::uuid, first_version, 0 FROM sync_epochs ON CONFLICT DO NOTHING;

INSERT INTO tasks (user_id, id, created_at, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, due, search_text, title_order, tag_forms, version, updated_at)
SELECT user_id, $2::uuid, coalesce($3::timestamptz, to_timestamp(last_stamp / 1000.0)), $4::varchar, $5::varchar, $6::boolean, $7::timestamptz, $8::smallint, $9::date, $10::timestamptz, $11::text[], $12::uuid, coalesce(nullif($13::text, ''), chr(96 + length(last_position::text)) || last_position::text), $14::json, $15::timestamptz, $16::text, $17::text, $18::text[], last_version, to_timestamp(last_stamp / 1000.0) FROM task_sequences
WHERE user_id = $1 AND last_stamp IS NOT NULL RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";

INSERT INTO tasks (user_id, id, created_at, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, due, search_text, title_order, tag_forms, version, updated_at) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::varchar, $5::varchar, $6::boolean, $7::timestamptz, $8::smallint, $9::date, $10::timestamptz, $11::text[], $12::uuid, $13::text, $14::json, $15::timestamptz, $16::text, $17::text, $18::text[], $19::bigint, $20::timestamptz)
ON CONFLICT (user_id, id) DO NOTHING RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";

INSERT INTO tasks (user_id, id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, deleted_with, due, search_text, title_order, tag_forms, created_at, updated_at)
SELECT $1::uuid, id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, deleted_with, due, search_text, title_order, tag_forms, created_at, updated_at FROM json_to_recordset($2::json) AS given (id uuid, title varchar, description varchar, completed boolean, completed_at timestamptz, priority smallint, due_date date, due_at timestamptz, tags text[], parent_id uuid, position text, extra json, version bigint, deleted_at timestamptz, deleted_with uuid, due timestamptz, search_text text, title_order text, tag_forms text[], created_at timestamptz, updated_at timestamptz) WHERE id = ANY($3::uuid[]) RETURNING id;

SELECT "IdempotencyKey"."user_id" AS "IdempotencyKey_user_id", "IdempotencyKey"."key" AS "IdempotencyKey_key", "IdempotencyKey"."request_hash" AS "IdempotencyKey_request_hash", "IdempotencyKey"."status" AS "IdempotencyKey_status", "IdempotencyKey"."answer" AS "IdempotencyKey_answer", "IdempotencyKey"."headers" AS "IdempotencyKey_headers", "IdempotencyKey"."body" AS "IdempotencyKey_body", "IdempotencyKey"."created_at" AS "IdempotencyKey_created_at" FROM "idempotency_keys" "IdempotencyKey" WHERE (("IdempotencyKey"."user_id" = $1) AND ("IdempotencyKey"."key" = $2) AND ("IdempotencyKey"."created_at" > $3)) LIMIT 1;

SELECT CASE WHEN deleted_at IS NULL THEN concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') ELSE concat('{"id":"', id, '","version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, '}') END AS json FROM tasks
WHERE user_id = $1 AND version > $2 AND version > 0 ORDER BY version LIMIT $3;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $3;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2::timestamptz, $3::uuid) ORDER BY created_at DESC, id DESC LIMIT $4;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND NOT completed AND (due_date IS NOT NULL AND due >= $2 AND due < $3 OR due_at IS NOT NULL AND due >= $4 AND due < $5) ORDER BY created_at DESC, id DESC LIMIT $6;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND NOT completed AND priority = ANY($2::smallint[]) AND (coalesce(tag_forms, tags) @> $3::text[]) AND strpos(search_text, $4) > 0 ORDER BY created_at DESC, id DESC LIMIT $5;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND parent_id = $2 ORDER BY parent_id, position, id LIMIT $3;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND parent_id IS NULL ORDER BY parent_id, position, id LIMIT $2;

SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json FROM tasks WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $2;

SELECT count(*) AS n FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND (due_date IS NOT NULL AND due >= $2 OR due_at IS NOT NULL AND due >= $3);

SELECT epoch FROM sync_epochs;

SELECT id FROM tasks WHERE user_id = $1 AND id = ANY($2::uuid[]);

SELECT id, parent_id AS "parentId" FROM tasks
WHERE user_id = $1 AND deleted_at = $2
AND deleted_with = (SELECT deleted_with FROM tasks WHERE user_id = $1 AND id = $3) ORDER BY id;

SELECT id, position FROM tasks
WHERE user_id = $1 AND parent_id IS NULL AND deleted_at IS NULL AND (position, id) < ($2, $3::uuid)
ORDER BY parent_id DESC, position DESC, id DESC LIMIT 2;

SELECT id, position FROM tasks
WHERE user_id = $1 AND parent_id IS NULL AND deleted_at IS NULL AND (position, id) > ($2, $3::uuid)
ORDER BY parent_id, position, id LIMIT 2;

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM tasks
WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt" FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL;

SELECT id, user_id AS "userId", title, description, completed, completed_at AS "completedAt", priority, due_date::text AS "dueDate", due_at AS "dueAt", tags, parent_id AS "parentId", position, extra, version::float8 AS "version", deleted_at AS "deletedAt", created_at AS "createdAt", updated_at AS "updatedAt", deleted_with AS "deletedWith", purged_at AS "purgedAt" FROM tasks
WHERE user_id = $1 AND id = ANY($2::uuid[]);

SELECT last_version, last_stamp, last_position FROM task_sequences WHERE user_id = $1 FOR UPDATE;

SELECT last_version, task_count FROM task_sequences WHERE user_id = $1;

SELECT last_version, task_count, coalesce(time_zone, 'UTC') AS time_zone
FROM users LEFT JOIN task_sequences ON user_id = $1 WHERE users.id = $1;

SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL;

SELECT mode() WITHIN GROUP (ORDER BY tag COLLATE "C") AS tag, count(DISTINCT id)::int AS count,
(count(DISTINCT id) FILTER (WHERE NOT completed))::int AS open_count
FROM tasks, unnest(tags, coalesce(tag_forms, tags)) AS t(tag, form)
WHERE user_id = $1 AND deleted_at IS NULL GROUP BY form;

SELECT parent_id AS id, count(*) FILTER (WHERE NOT completed)::int AS open, count(*)::int AS all FROM tasks
WHERE user_id = $1 AND parent_id = ANY($2::uuid[]) AND deleted_at IS NULL GROUP BY parent_id;

UPDATE idempotency_keys SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2;

UPDATE task_sequences SET
last_version = last_version + $2, task_count = greatest(task_count + $3, 0),
last_stamp = greatest($4, last_stamp + $2), changed_at = date_bin('10 seconds', now(), 'epoch'),
last_position = greatest(last_position, $5) + $2
WHERE user_id = $1 RETURNING last_version, last_stamp, last_position;

UPDATE tasks AS t
SET title = given.title, description = given.description, completed = given.completed, completed_at = given.completed_at, priority = given.priority, due_date = given.due_date, due_at = given.due_at, tags = given.tags, parent_id = given.parent_id, position = given.position, extra = given.extra, version = given.version, deleted_at = given.deleted_at, deleted_with = given.deleted_with, due = given.due, search_text = given.search_text, title_order = given.title_order, tag_forms = given.tag_forms, updated_at = given.updated_at
FROM json_to_recordset($2::json) AS given (id uuid, title varchar, description varchar, completed boolean, completed_at timestamptz, priority smallint, due_date date, due_at timestamptz, tags text[], parent_id uuid, position text, extra json, version bigint, deleted_at timestamptz, deleted_with uuid, due timestamptz, search_text text, title_order text, tag_forms text[], updated_at timestamptz)
WHERE t.user_id = $1 AND t.id = ANY($3::uuid[]) AND t.id = given.id AND t.purged_at IS NULL RETURNING t.id;

UPDATE tasks SET version = $2 + n - 1, updated_at = to_timestamp(($3::bigint + n - 1) / 1000.0), deleted_at = $6, deleted_with = $4
FROM unnest($5::uuid[]) WITH ORDINALITY AS given (node, n) WHERE user_id = $1 AND id = node;

UPDATE tasks SET version = $2 + n - 1, updated_at = to_timestamp(($3::bigint + n - 1) / 1000.0), deleted_at = NULL, deleted_with = NULL,
parent_id = CASE WHEN n = 1 THEN $4 ELSE parent_id END, position = CASE WHEN n = 1 THEN $5 ELSE position END
FROM unnest($6::uuid[]) WITH ORDINALITY AS given (node, n) WHERE user_id = $1 AND id = node;

UPDATE tasks SET version = $3, updated_at = $4, deleted_at = $5, title = $6, description = $7, completed = $8, completed_at = $9, priority = $10, due_date = $11, due_at = $12, tags = $13, parent_id = $14, position = $15, extra = $16, due = $17, search_text = $18, title_order = $19, tag_forms = $20
WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING version::float8 AS "version", position, created_at AS "createdAt", updated_at AS "updatedAt";

WITH RECURSIVE levels AS (
SELECT 1 AS level, ARRAY[$2::uuid] AS ids
UNION ALL
SELECT level + 1, below.ids FROM levels CROSS JOIN LATERAL (
  SELECT array_agg(id ORDER BY id) AS ids FROM tasks
  WHERE user_id = $1 AND parent_id = ANY(levels.ids) AND deleted_at IS NULL
) AS below WHERE below.ids IS NOT NULL
) SELECT ids FROM levels ORDER BY level;

WITH RECURSIVE levels AS (
SELECT 1 AS level, ARRAY[$2::uuid] AS ids
UNION ALL
SELECT level + 1, below.ids FROM levels CROSS JOIN LATERAL (
  SELECT array_agg(id ORDER BY id) AS ids FROM tasks
  WHERE user_id = $1 AND parent_id = ANY(levels.ids) AND deleted_at IS NULL
) AS below WHERE below.ids IS NOT NULL
), ancestors AS (
SELECT 1 AS level, id, parent_id, deleted_at FROM tasks WHERE user_id = $1 AND id = $3
UNION ALL
SELECT level + 1, parent.* FROM ancestors CROSS JOIN LATERAL (
  SELECT id, parent_id, deleted_at FROM tasks WHERE user_id = $1 AND id = ancestors.parent_id OFFSET 0
) AS parent
)
SELECT (SELECT max(level) FROM ancestors HAVING bool_and(deleted_at IS NULL)) AS depth,
(SELECT max(level) FROM levels) AS height, EXISTS (SELECT FROM ancestors WHERE id = $2) AS "isCircular";

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

WITH candidates AS ((SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, id AS key1, due AS earliest, due + interval '2 days' AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND NOT completed AND due_date IS NOT NULL AND due >= $2 ORDER BY due, id LIMIT $3) UNION ALL (SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, id AS key1, due AS earliest, due AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND NOT completed AND due_at IS NOT NULL AND due >= $4 ORDER BY due, id LIMIT $5)) SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json, due_date::text AS due_day, due_at, key1, 0 AS passed FROM candidates WHERE earliest <= coalesce((SELECT latest FROM candidates ORDER BY latest LIMIT 1 OFFSET $6), 'infinity');

WITH candidates AS ((SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, id AS key1, due AS earliest, due + interval '2 days' AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_date IS NOT NULL ORDER BY due DESC, id DESC LIMIT $2) UNION ALL (SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, id AS key1, due AS earliest, due AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_at IS NOT NULL ORDER BY due DESC, id DESC LIMIT $3) UNION ALL (SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, id AS key1, '-infinity'::timestamptz AS earliest, '-infinity'::timestamptz AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due IS NULL ORDER BY id DESC LIMIT $4)) SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json, due_date::text AS due_day, due_at, key1, 0 AS passed FROM candidates WHERE latest >= coalesce((SELECT earliest FROM candidates ORDER BY earliest DESC LIMIT 1 OFFSET $5), '-infinity');

WITH candidates AS ((SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, title_order AS key1, id AS key2, due AS earliest, due + interval '2 days' AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_date IS NOT NULL AND due >= $2 ORDER BY due, title_order DESC, id DESC LIMIT $3) UNION ALL (SELECT id, user_id, title, description, completed, completed_at, priority, due_date, due_at, tags, parent_id, position, extra, version, deleted_at, created_at, updated_at, title_order AS key1, id AS key2, due AS earliest, due AS latest FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND due_at IS NOT NULL AND due >= $4 ORDER BY due, title_order DESC, id DESC LIMIT $5)) SELECT concat('{"id":"', id, '","user_id":"', user_id, '","title":', to_json(title)::text, ',"description":', CASE WHEN description IS NULL THEN 'null' ELSE to_json(description)::text END, ',"completed":', completed::text, ',"completed_at":', CASE WHEN completed_at IS NULL THEN 'null' ELSE to_char(completed_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"priority":"', (ARRAY['none', 'low', 'medium', 'high'])[priority + 1], '","due_date":', CASE WHEN due_date IS NULL THEN 'null' ELSE to_json(due_date)::text END, ',"due_at":', CASE WHEN due_at IS NULL THEN 'null' ELSE to_char(due_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"tags":', to_json(tags)::text, ',"parent_id":', CASE WHEN parent_id IS NULL THEN 'null' ELSE '"' || parent_id || '"' END, ',"position":', to_json(position)::text, ',"extra":', CASE WHEN extra IS NULL THEN 'null' ELSE extra::text END, ',"version":', version::text, ',"deleted_at":', CASE WHEN deleted_at IS NULL THEN 'null' ELSE to_char(deleted_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') END, ',"created_at":', to_char(created_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), ',"updated_at":', to_char(updated_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), '}') AS json, due_date::text AS due_day, due_at, key1, key2, (SELECT count(*) FROM candidates WHERE NOT latest >= coalesce((SELECT earliest FROM candidates ORDER BY earliest LIMIT 1 OFFSET $7), 'infinity'))::int AS passed FROM candidates WHERE earliest <= coalesce((SELECT latest FROM candidates ORDER BY latest LIMIT 1 OFFSET $6), 'infinity') AND latest >= coalesce((SELECT earliest FROM candidates ORDER BY earliest LIMIT 1 OFFSET $7), 'infinity');

WITH due AS (
SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL ORDER BY deleted_at LIMIT $3
)
UPDATE tasks AS t SET purged_at = $1, title = $4, description = $5, completed = $6, completed_at = $7, priority = $8, due_date = $9, due_at = $10, tags = $11, parent_id = $12, position = $13, extra = $14, due = $15, search_text = $16, title_order = $17, tag_forms = $18, deleted_with = $19
FROM due WHERE t.user_id = due.user_id AND t.id = due.id AND (t.deleted_at < $2 AND t.purged_at IS NULL) IS TRUE
RETURNING t.id;

WITH due AS (SELECT user_id, id FROM tasks WHERE deleted_at < $1 AND purged_at IS NOT NULL ORDER BY deleted_at LIMIT $2)
DELETE FROM tasks AS t USING due WHERE t.user_id = due.user_id AND t.id = due.id AND (deleted_at < $1 AND purged_at IS NOT NULL) IS TRUE RETURNING t.user_id;

WITH due AS (SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2)
DELETE FROM idempotency_keys AS t USING due WHERE t.user_id = due.user_id AND t.key = due.key AND (created_at < $1) IS TRUE RETURNING t.user_id;
