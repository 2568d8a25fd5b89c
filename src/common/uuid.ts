import { v7 } from 'uuid';

/** Any UUID in the canonical form of RFC 9562, whatever its version: clients may bring their own. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID that sorts by the time of its making (RFC 9562, version 7). Made here because PostgreSQL before 18 has no `uuidv7()`. */
export const newId = (): string => v7();
