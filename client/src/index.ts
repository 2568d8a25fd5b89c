export type { TaskwardClient } from './client.js';
export { type Problem, SignedOut, TaskwardError } from './errors.js';
