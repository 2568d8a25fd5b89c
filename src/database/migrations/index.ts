import { InitialSchema1790000000000 } from './1790000000000-initial-schema.js';
import { SessionRevocations1790000100000 } from './1790000100000-session-revocations.js';
import { TasksForClients1790000300000 } from './1790000300000-tasks-for-clients.js';

/** All migrations, in the order in which they run. A new one is added at the end; one that has shipped never changes. */
export const MIGRATIONS = [InitialSchema1790000000000, SessionRevocations1790000100000, TasksForClients1790000300000];
