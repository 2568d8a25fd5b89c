import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.js';

/** Longer than the driver waits for a statement, so that every request that hangs in the hole has ended when it closes. */
const HOLE_MS = 13_000;

/** Something that goes wrong; resolves when its cause is gone. */
export type Fault = (stage: Stage) => Promise<unknown>;

const backends = (state: string) =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'taskward_app' AND ${state}`;
const aWhile = () => sleep(200 + Math.random() * 1_000);

export const FAULTS = {
  'PostgreSQL killed -9': async (stage) => {
    await stage.crashDatabase();
    await aWhile();
    await stage.startDatabase();
  },
  'PostgreSQL and all instances killed -9': async (stage) => {
    await Promise.all([stage.crashDatabase(), ...stage.instances.map((instance) => instance.end('SIGKILL'))]);
    await stage.startDatabase();
    await Promise.all(stage.instances.map((instance) => instance.start()));
  },
  'an instance killed -9': async (stage) => {
    const instance = stage.instances[Math.floor(Math.random() * stage.instances.length)]!;
    await instance.end('SIGKILL');
    await aWhile();
    await instance.start();
  },
  'idle connections terminated': (stage) => stage.query(backends(`state = 'idle'`)),
  'transactions terminated': async (stage) => {
    // All writes stop at this lock, in the middle of their transactions.
    const held = stage.query(`LOCK TABLE task_sequences IN EXCLUSIVE MODE; SELECT pg_sleep(1)`);
    await sleep(500);
    await stage.query(backends(`wait_event_type = 'Lock'`));
    await held;
  },
  'the network swallows everything': async (stage) => {
    stage.proxy.swallow = true;
    await sleep(HOLE_MS);
    stage.proxy.swallow = false;
  },
  // What a device sends when it wakes is older than the keys that the server keeps.
  'all devices sleep for a day': (stage) =>
    stage.query(`UPDATE idempotency_keys SET created_at = created_at - interval '25 hours'`),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
