import type { Request } from 'autocannon';
import type { Scenario } from './scenario.js';

const TASKS = '/api/v1/me/tasks';
const json = { 'content-type': 'application/json' };
const list: Request = { method: 'GET', path: `${TASKS}?limit=20` };
const create: Request = { method: 'POST', path: TASKS, headers: json, body: '{"title":"Buy milk"}' };
const operations = Array.from({ length: 100 }, (_, i) => ({ op: 'create', data: { title: `Buy milk ${i}` } }));

/** 80 % list, 15 % patch, 5 % create: of 20 users 3 and 1. */
const mixed = (n: number, taskId: string): Request => {
  if (n % 20 === 0) return create;
  if (n % 20 > 3) return list;
  return { method: 'PATCH', path: `${TASKS}/${taskId}`, headers: json, body: '{"title":"Buy oats"}' };
};

/**
 * What an app does all day, and what it does after a time offline.
 *
 * @param ofAll makes one request for each user, from a number and the id of a task.
 */
export function mixedScenarios(ofAll: (request: (n: number, taskId: string) => Request) => Request[]): Scenario[] {
  const scenario = (name: string, floor: boolean, request: (n: number, taskId: string) => Request): Scenario => ({
    name,
    floor,
    requests: () => Promise.resolve(ofAll(request)),
  });
  return [
    scenario('80 % list, 15 % patch, 5 % create', true, mixed),
    scenario('batch of 100 creates', false, () => ({
      method: 'POST',
      path: `${TASKS}/batch`,
      headers: json,
      body: JSON.stringify({ operations }),
    })),
    scenario('changes, 100', false, () => ({ method: 'GET', path: `${TASKS}/changes?limit=100` })),
  ];
}
