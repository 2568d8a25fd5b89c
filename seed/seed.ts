// npm run seed [-- users tasks]: users to log in as and tasks to show, for those who build a client.
import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { PasswordHasherService, PRODUCTION_HASH_COST } from '../src/auth/passwords/password-hasher.service.js';
import { newId } from '../src/common/uuid.js';
import { loadConfig } from '../src/config/app-config.js';
import { StartupError } from '../src/config/startup-error.js';
import { explainFault } from '../src/database/connection/connection-fault.js';
import { createDataSource } from '../src/database/connection/data-source.js';
import { withDatabase } from '../src/database/embedded/embedded-server.js';
import { migrate } from '../src/database/migrate.js';
import { repeatable, type SampleTask, sampleTasks } from './sample-tasks.js';

const PASSWORD = 'correct horse battery';
const BATCH = 1_000;
/** The first demo user has none, the others live all around the earth. */
const TIME_ZONES = [null, 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Kiritimati'];

try {
  const { config: given } = loadConfig();
  if (given.NODE_ENV === 'production')
    throw new StartupError('NODE_ENV is production: sample users with a known password have no place there.');
  const [users, tasks] = [numberAt(2, 5), numberAt(3, 2_000)];
  const { config, stop } = await withDatabase(given, console.log);
  await explainFault(config, 'owner', migrate(config));
  const dataSource = await explainFault(config, 'application', createDataSource(config, 'application').initialize());
  const started = Date.now();
  const passwordHash = await new PasswordHasherService(PRODUCTION_HASH_COST).hash(PASSWORD);
  for (let n = 1; n <= users; n++) await seedUser(dataSource, n, passwordHash, tasks);
  console.log(
    `Done in ${((Date.now() - started) / 1000).toFixed(1)} s. Log in as demo1 … demo${users} with the password: ${PASSWORD}`,
  );
  await dataSource.destroy();
  await stop();
} catch (error) {
  console.error(error instanceof StartupError ? `\nNothing was seeded. ${error.message}\n` : error);
  process.exit(1);
}

/** One user with all tasks, or nothing; a user that is there from an earlier run stays as it is. */
async function seedUser(dataSource: DataSource, n: number, passwordHash: string, tasks: number): Promise<void> {
  const now = Date.now();
  const id = newId();
  await dataSource.transaction(async (manager) => {
    await manager.query(`SET LOCAL app.scope = 'identity'`);
    const made = await manager.query<unknown[]>(
      `INSERT INTO users (id, email, username, full_name, time_zone, password_hash, email_verified_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7) ON CONFLICT DO NOTHING RETURNING id`,
      [
        id,
        `demo${n}@example.org`,
        `demo${n}`,
        `Demo User ${n}`,
        TIME_ZONES[(n - 1) % TIME_ZONES.length],
        passwordHash,
        new Date(now),
      ],
    );
    if (made.length === 0) return void console.log(`demo${n}  is there already`);
    await manager.query(`SET LOCAL app.user_id = '${id}'`);
    let live = 0;
    let rows: SampleTask[] = [];
    for (const task of sampleTasks(id, tasks, repeatable(n), now)) {
      rows.push(task);
      if (task.deleted_at === null) live++;
      if (rows.length < BATCH && task.version < tasks) continue;
      const columns = Object.keys(task).join(', ');
      await manager.query(
        `INSERT INTO tasks (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::tasks, $1) RETURNING id`,
        [JSON.stringify(rows)],
      );
      progress(`demo${n}  ${task.version} of ${tasks} tasks`);
      rows = [];
    }
    await manager.query(
      'INSERT INTO task_sequences (user_id, last_version, last_position, task_count) VALUES ($1, $2, $2, $3)',
      [id, tasks, live],
    );
    console.log('');
  });
}

function numberAt(position: number, byDefault: number): number {
  const text = process.argv[position];
  if (text === undefined) return byDefault;
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new StartupError(`npm run seed -- users tasks: "${text}" is not a number from 1 to 9999999.`);
  return Number(text);
}

/** On a terminal the line is written over; in a log each stands for itself. */
function progress(sentence: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r${sentence}` : `${sentence}\n`);
}
