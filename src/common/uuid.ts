import { v7 } from 'uuid';

/** Of any version: clients may bring their own. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Sorts by time (version 7). Made here because PostgreSQL before 18 has no `uuidv7()`. */
export const newId = (): string => v7();
