import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
import { Device, type User } from './device.js';
import { type FaultName, FAULTS } from './faults.js';
import { newUser } from './new-user.js';
import { OfflineDevice } from './offline-device.js';
import { Stage } from './stage.js';
import { endStreams } from './streams.js';
import { verify } from './verify.js';

/**
 * Runs the built application under load, breaks everything below it again and again, and holds it to its promises:
 * `npm run chaos` (three to five minutes), `npm run chaos -- --quick` (one). Exits with 1 if one was broken.
 */
const quick = process.argv.includes('--quick');
const USERS = quick ? 8 : 16;
const DEVICES_EACH = 2;
/** Users whose two devices work offline. */
const OFFLINE_USERS = quick ? 3 : 6;
const THINK_MS = 60;
const MAX_LIVE = 200;
const PEACE_MS = quick ? 500 : 1_000;
const RECOVERY_MS = 5_000;

const TIMES: Record<FaultName, number> = {
  'PostgreSQL killed -9': quick ? 4 : 17,
  'PostgreSQL and all instances killed -9': quick ? 1 : 3,
  'an instance killed -9': quick ? 1 : 5,
  'idle connections terminated': quick ? 1 : 4,
  'transactions terminated': quick ? 1 : 4,
  'the network swallows everything': quick ? 1 : 2,
  'all devices sleep for a day': quick ? 1 : 4,
};

const broken: string[] = [];
const complain = (sentence: string) => {
  broken.push(sentence);
  if (broken.length <= 20) console.error(`BROKEN: ${sentence}`);
};

const stage = await Stage.set(2);
const client = new Client(stage.instances.map(({ url }) => url));
const recoveries = new Map<string, number[]>();
try {
  await play();
} catch (error) {
  complain(String(error));
} finally {
  await stage.clear();
}
report();
process.exit(broken.length > 0 ? 1 : 0);

async function play(): Promise<void> {
  const probe = await newUser(client, 'probe');
  const users = await Promise.all(Array.from({ length: USERS }, (_, i) => newUser(client, `walker${i}-`)));
  const devices = users.flatMap((user) =>
    Array.from(
      { length: DEVICES_EACH },
      (_, i) => new Device(client, user, `${user.name}${i}`, complain, THINK_MS, MAX_LIVE),
    ),
  );
  const sailors = await Promise.all(Array.from({ length: OFFLINE_USERS }, (_, i) => newUser(client, `sailor${i}-`)));
  const crews = sailors.map((user) =>
    Array.from(
      { length: DEVICES_EACH },
      (_, i) =>
        new OfflineDevice(
          stage.instances.map(({ url }) => url),
          user,
          `${user.name}${i}`,
        ),
    ),
  );
  const offline = crews.flat();
  let over = false;
  const load = Promise.all([
    ...devices.map((device) => device.workUntil(() => over, devices)),
    ...offline.map((device) => device.workUntil(() => over, THINK_MS)),
  ]).catch((error: unknown) => complain(String(error)));

  const plan = shuffled(
    Object.entries(TIMES).flatMap(([name, times]) => Array<FaultName>(times).fill(name as FaultName)),
  );
  for (const [i, name] of plan.entries()) {
    await sleep(PEACE_MS);
    await FAULTS[name](stage);
    const took = await recovered(probe);
    recoveries.set(name, [...(recoveries.get(name) ?? []), took]);
    console.error(`${i + 1}/${plan.length} ${name}: serving after ${Math.round(took)} ms`);
    if (took > RECOVERY_MS) complain(`${name}: served only after ${Math.round(took)} ms`);
    for (const { died } of stage.instances) if (died !== undefined) return complain(died);
  }
  over = true;
  await load;
  await Promise.all(offline.map((device) => device.settle()));
  for (const crew of crews) for (const device of crew) await device.verify(stage, crew, complain);
  await verify(stage, client, devices, complain);
  await restoreBehind(crews);
  await endStreams(stage, client, complain);

  const sum = (of: (device: Device) => number) => devices.reduce((total, device) => total + of(device), 0);
  const sumOffline = (of: (device: OfflineDevice) => number) =>
    offline.reduce((total, device) => total + of(device), 0);
  console.log(
    `\n${sumOffline(({ marks }) => marks.size)} edits offline, ${sumOffline((device) => device.conflicts)} of them conflicts; ${sumOffline((device) => device.deaths)} deaths, ${sumOffline((device) => device.lostAnswers)} answers lost`,
  );
  console.log(
    `\n${sum((device) => device.acknowledged)} writes acknowledged, ${sum((device) => device.retries)} repeated with their keys`,
  );
  console.log(
    `${sum((device) => device.unclear)} answers unclear, the slowest after ${Math.round(client.slowestMs)} ms`,
  );
}

/** Goes back to a backup that is older than what the devices know, while they have written what nobody knows. */
async function restoreBehind(crews: OfflineDevice[][]): Promise<void> {
  const offline = crews.flat();
  const settle = () => Promise.all(offline.map((device) => device.settle()));
  await stage.backUp();
  const kept = new Set(offline.flatMap(({ marks }) => [...marks.keys()]));
  const until = performance.now() + 3_000;
  await Promise.all(offline.map((device) => device.workUntil(() => performance.now() > until, THINK_MS)));
  await settle();
  for (const device of offline) device.forgetMarks(kept);
  for (const device of offline) await device.workOffline(20);
  await stage.restore();
  await settle();
  for (const crew of crews) for (const device of crew) await device.verify(stage, crew, complain);
  for (const device of offline) await device.close();
  console.error('Restored from a backup, with a new epoch');
}

/** How long it takes until every instance reads and writes again, in milliseconds. */
async function recovered({ token }: User): Promise<number> {
  const begun = performance.now();
  const healthy = async (url: string) => {
    const list = await client.call('GET', '/api/v1/me/tasks?limit=1', { token, url });
    const write = await client.call('POST', '/api/v1/me/tasks', { token, url, body: { title: 'Is it back?' } });
    return list.status === 200 && write.status === 201;
  };
  await Promise.all(
    stage.instances.map(async ({ url }) => {
      while (!(await healthy(url)) && performance.now() - begun < 4 * RECOVERY_MS) await sleep(50);
    }),
  );
  return performance.now() - begun;
}

function report(): void {
  console.log('\n| fault | times | median until served, ms | longest, ms |');
  console.log('| --- | ---: | ---: | ---: |');
  for (const [name, took] of recoveries) {
    const sorted = [...took].sort((a, b) => a - b).map(Math.round);
    console.log(`| ${name} | ${took.length} | ${sorted[Math.floor(sorted.length / 2)]} | ${sorted.at(-1)} |`);
  }
  console.log('\n| status of an answer | times |\n| --- | ---: |');
  for (const [status, times] of [...client.statuses].sort(([a], [b]) => a - b))
    console.log(`| ${status === 0 ? 'none' : status} | ${times} |`);
  console.log(
    broken.length === 0
      ? '\nEvery promise held.'
      : `\n${broken.length} promises were broken:\n${broken.slice(0, 50).join('\n')}`,
  );
}

function shuffled<T>(values: T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
