import { eventsOf } from '../client/src/offline/event-stream.js';
import type { Client } from './client.js';
import { newUser } from './new-user.js';
import type { Stage } from './stage.js';

const USERS = 63;
/** As many as a process holds for one user. */
const STREAMS_EACH = 8;
const PATIENCE_MS = 20_000;
const SPREAD_MS = 5_000;

/** Ends one of the instances while some 500 clients listen to it, and starts it again. */
export async function endStreams(stage: Stage, client: Client, complain: (sentence: string) => void): Promise<void> {
  const [instance] = stage.instances;
  const tokens: string[] = [];
  for (let i = 0; i < USERS; i++) tokens.push((await newUser(client, `listener${i}-`)).token);
  const open = (token: string) =>
    fetch(`${instance!.url}/api/v1/me/tasks/events`, { headers: { Authorization: `Bearer ${token}` } });
  const streams = await Promise.all(tokens.flatMap((token) => Array.from({ length: STREAMS_EACH }, () => open(token))));
  const refused = streams.filter(({ status }) => status !== 200);
  if (refused.length > 0) complain(`${refused.length} streams were refused, one with ${refused[0]!.status}`);
  const endings = streams.map(endingOf);
  const begun = performance.now();
  await instance!.end('SIGTERM');
  const took = performance.now() - begun;
  const retries: number[] = [];
  for (const { reason, retry } of await Promise.all(endings))
    if (reason === 'shutdown') retries.push(retry);
    else complain(`A stream ended with ${reason}`);
  await instance!.start();
  const spread = Math.max(...retries) - Math.min(...retries);
  if (took > PATIENCE_MS) complain(`With ${streams.length} streams, the instance ended after ${Math.round(took)} ms`);
  if (spread < SPREAD_MS) complain(`All clients come back within ${spread} ms`);
  console.error(`${retries.length} streams ended with their instance, ${Math.round(took)} ms after SIGTERM`);
}

async function endingOf({ body }: Response): Promise<{ reason?: string; retry: number }> {
  const ending: { reason?: string; retry: number } = { retry: 0 };
  for await (const { event, data, retry } of eventsOf(body!, () => {})) {
    if (retry !== undefined) ending.retry = Number(retry);
    if (event === 'end') ending.reason = (JSON.parse(data!) as { reason: string }).reason;
  }
  return ending;
}
