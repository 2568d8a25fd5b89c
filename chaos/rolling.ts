import { setTimeout as sleep } from 'node:timers/promises';
import { Balancer, RISE_MS } from './balancer.js';
import { Client } from './client.js';
import { Device } from './device.js';
import { newUser } from './new-user.js';
import { Stage } from './stage.js';
import { verify } from './verify.js';

/**
 * Restarts two instances behind haproxy one after another, again and again, under load: `npm run chaos:rolling`. Exits with
 * 1 if a request had no answer, or one of 500 or more. `-- --fall 1` has the balancer give an instance up after one failed check.
 */
const fallAt = process.argv.indexOf('--fall');
const FALL = fallAt === -1 ? 3 : Number(process.argv[fallAt + 1]);
const USERS = 8;
const DEVICES_EACH = 2;
const THINK_MS = 40;
const MAX_LIVE = 200;
const ROUNDS = 3;

const broken: string[] = [];
const complain = (sentence: string) => void broken.push(sentence);

const stage = await Stage.set(2);
const balancer = await Balancer.start(
  stage.instances.map(({ url }) => url),
  FALL,
);
const client = new Client([balancer.url]);
try {
  await sleep(RISE_MS);
  const users = await Promise.all(Array.from({ length: USERS }, (_, i) => newUser(client, `roller${i}-`)));
  const devices = users.flatMap((user) =>
    Array.from(
      { length: DEVICES_EACH },
      (_, i) => new Device(client, user, `${user.name}${i}`, complain, THINK_MS, MAX_LIVE),
    ),
  );
  let over = false;
  const load = Promise.all(devices.map((device) => device.workUntil(() => over, devices)));
  for (let round = 1; round <= ROUNDS; round++)
    for (const instance of stage.instances) {
      await sleep(1_000);
      await instance.end('SIGTERM');
      await instance.start();
      await sleep(RISE_MS);
      console.error(`round ${round}: ${instance.name} is back`);
    }
  over = true;
  await load;
  await verify(stage, client, devices, complain);
} catch (error) {
  complain(String(error));
} finally {
  await balancer.stop();
  await stage.clear();
}

const sent = [...client.statuses].reduce((sum, [, times]) => sum + times, 0);
const failed = [...client.statuses].reduce(
  (sum, [status, times]) => (status === 0 || status >= 500 ? sum + times : sum),
  0,
);
console.log(
  `${failed} of ${sent} requests failed with fall ${FALL}, the slowest took ${Math.round(client.slowestMs)} ms`,
);
for (const sentence of broken.slice(0, 20)) console.error(`BROKEN: ${sentence}`);
process.exit(failed > 0 || broken.length > 0 ? 1 : 0);
