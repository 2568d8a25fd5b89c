import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
import { Device, type User } from './device.js';
import { logIn, newUser } from './new-user.js';
import { type Instance, Stage } from './stage.js';
import { verify } from './verify.js';

/**
 * Ten minutes of mixed load on one built instance (`npm run soak`, `npm run soak -- --minutes 3`). Exits with 1 if
 * memory, descriptors or connections are not flat: if the mean of the last third of the minutes is above that of the
 * second third by more than the slack below. The first third is for what is filled once.
 */
const at = process.argv.indexOf('--minutes');
const MINUTES = at < 0 ? 10 : Math.max(3, Number(process.argv[at + 1]));
const USERS = 20;
const DEVICES_EACH = 2;
const THINK_MS = 120;
const MAX_LIVE = 60;
const SAMPLE_MS = 5_000;

/** Of the earlier mean, and what is allowed besides. */
const SLACK = { rssMb: [0.1, 5], privateMb: [0.1, 5], descriptors: [0, 3], connections: [0, 1] } as const;
type Measure = keyof typeof SLACK;
type Sample = Record<Measure, number>;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number) => Math.round(value * 10) / 10;

let over = false;
const faults: string[] = [];
const minutes: (Sample & { requests: number; p50: number; p99: number })[] = [];
const stage = await Stage.set(1, { ACCESS_TOKEN_SECONDS: '86400' });
try {
  await soak(stage.instances[0]!);
} catch (error) {
  faults.push(String(error));
} finally {
  over = true;
  await stage.clear();
}
for (const [measure, [share, besides]] of Object.entries(SLACK) as [Measure, readonly [number, number]][]) {
  const third = Math.floor(minutes.length / 3);
  const [earlier, later] = [minutes.slice(third, -third), minutes.slice(-third)].map((some) =>
    mean(some.map((minute) => minute[measure])),
  );
  if (!(later! <= earlier! * (1 + share) + besides)) faults.push(`${measure} went from ${earlier} to ${later}`);
}
console.log(faults.length === 0 ? '\nFlat.' : `\n${faults.join('\n')}`);
process.exit(faults.length > 0 ? 1 : 0);

async function soak(instance: Instance): Promise<void> {
  const client = new Client([instance.url]);
  const users = await Promise.all(Array.from({ length: USERS }, (_, i) => newUser(client, `walker${i}-`)));
  const complain = (sentence: string) => faults.push(sentence);
  const devices = users.flatMap((user) =>
    Array.from(
      { length: DEVICES_EACH },
      (_, i) => new Device(client, user, `${user.name}${i}`, complain, THINK_MS, MAX_LIVE),
    ),
  );
  const load = Promise.all([
    comeAndGo(client, users),
    ...devices.map((device) => device.workUntil(() => over, devices)),
  ]).catch((error: unknown) => faults.push(String(error)));
  console.log(
    '| minute | requests | p50 ms | p99 ms | RSS MB | private MB | descriptors | connections |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  for (let minute = 1; minute <= MINUTES; minute++) {
    client.takeTimes();
    const samples: Sample[] = [];
    for (let waited = 0; waited < 60_000; waited += SAMPLE_MS) {
      await sleep(SAMPLE_MS);
      samples.push(await sample(instance));
    }
    const times = client.takeTimes().sort((a, b) => a - b);
    const of = (measure: Measure) => round(mean(samples.map((one) => one[measure])));
    const row = {
      requests: times.length,
      p50: round(times[Math.floor(times.length / 2)] ?? NaN),
      p99: round(times[Math.floor(times.length * 0.99)] ?? NaN),
      rssMb: of('rssMb'),
      privateMb: of('privateMb'),
      descriptors: of('descriptors'),
      connections: of('connections'),
    };
    minutes.push(row);
    console.log(`| ${[minute, ...Object.values(row)].join(' | ')} |`);
  }
  over = true;
  await load;
  await verify(stage, client, devices, complain);
  if (instance.died !== undefined) complain(instance.died);
}

/** Sessions begin, are refreshed and end, one a second. */
async function comeAndGo(client: Client, users: User[]): Promise<void> {
  for (let i = 0; !over; i++) {
    const { refresh_token } = await logIn(client, users[i % users.length]!.name);
    const refreshed = await client.call<{ access_token: string }>('POST', '/api/v1/auth/refresh', {
      body: { refresh_token },
    });
    const { status } = await client.call('POST', '/api/v1/auth/logout', { token: refreshed.body.access_token });
    if (status !== 204) faults.push(`A logout was answered with ${status}`);
    await sleep(1_000);
  }
}

/** Without asking the process: what the kernel and PostgreSQL know of it. Private is its heap and what it allocates besides. */
async function sample({ pid }: Instance): Promise<Sample> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  const [row] = await stage.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'taskward_app'`,
  );
  return {
    rssMb: mb('VmRSS'),
    privateMb: mb('RssAnon'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    connections: row?.n ?? NaN,
  };
}
