import type { Request } from 'autocannon';

export interface Scenario {
  name: string;
  requests: (base: string) => Promise<Request[]>;
  /** Whether the floor has it too. */
  floor: boolean;
}
