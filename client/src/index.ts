export { type Client, type ClientOptions, createClient, type TaskwardClient } from './client.js';
export { type Problem, SignedOut, TaskwardError } from './errors.js';
export type { Locks } from './locks.js';
export type { components } from './schema.js';
export { browserTokens, memoryTokens, type TokenStorage } from './token-storage.js';
