import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, sessions and tasks. Every row that belongs to a user has `user_id` first in its keys and indexes: it is what
 * every query filters by, and the distribution key on the day the data outgrows one server.
 *
 * Row-level security is FORCED, so that it also holds where the application's role owns the tables. The settings it
 * reads are transaction-local; unset (or reset to '' by an earlier transaction) they match no row.
 */
export class InitialSchema1790000000000 implements MigrationInterface {
  readonly name = 'InitialSchema1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        email text NOT NULL,
        username text NOT NULL,
        full_name text NOT NULL,
        password_hash text NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        is_superuser boolean NOT NULL DEFAULT false,
        email_verified_at timestamptz(3),
        failed_login_count integer NOT NULL DEFAULT 0,
        locked_until timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_users PRIMARY KEY (id)
      )`);
    // The normal form of both: ASCII letters lowered, nothing else folded (the collation "C" knows no other letters).
    await runner.query('CREATE UNIQUE INDEX uq_users_email ON users (lower(email COLLATE "C"))');
    await runner.query('CREATE UNIQUE INDEX uq_users_username ON users (lower(username COLLATE "C"))');
    await runner.query(`
      CREATE TABLE sessions (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        previous_generation integer,
        rotated_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        user_agent text,
        ip inet,
        revoked_at timestamptz(3),
        revoked_reason text,
        CONSTRAINT pk_sessions PRIMARY KEY (user_id, id),
        CONSTRAINT fk_sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE tasks (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        title varchar(200) NOT NULL,
        description varchar(1000),
        completed boolean NOT NULL DEFAULT false,
        completed_at timestamptz(3),
        priority smallint NOT NULL DEFAULT 0,
        due_date date,
        due_at timestamptz(3),
        tags text[] NOT NULL DEFAULT '{}',
        version bigint NOT NULL,
        deleted_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_tasks PRIMARY KEY (user_id, id),
        CONSTRAINT fk_tasks_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT ck_tasks_completed CHECK (completed = (completed_at IS NOT NULL)),
        CONSTRAINT ck_tasks_priority CHECK (priority BETWEEN 0 AND 3),
        CONSTRAINT ck_tasks_due CHECK (due_date IS NULL OR due_at IS NULL),
        CONSTRAINT ck_tasks_tags CHECK (cardinality(tags) <= 20)
      )`);
    await runner.query('CREATE INDEX ix_tasks_created ON tasks (user_id, created_at, id) WHERE deleted_at IS NULL');
    await runner.query(`
      CREATE TABLE task_sequences (
        user_id uuid NOT NULL,
        last_version bigint NOT NULL,
        task_count bigint NOT NULL,
        CONSTRAINT pk_task_sequences PRIMARY KEY (user_id),
        CONSTRAINT fk_task_sequences_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT ck_task_sequences_count CHECK (task_count >= 0)
      )`);
    const owner = `nullif(current_setting('app.user_id', true), '')::uuid`;
    for (const table of ['sessions', 'tasks', 'task_sequences']) {
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(`CREATE POLICY ${table}_owner ON ${table} USING (user_id = ${owner})`);
    }
    // Login and registration must find an account before they know whose it is; they say so with app.scope.
    await runner.query('ALTER TABLE users ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE users FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY users_self ON users USING (id = ${owner})`);
    await runner.query(`CREATE POLICY users_identity ON users USING (current_setting('app.scope', true) = 'identity')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE task_sequences, tasks, sessions, users');
  }
}
