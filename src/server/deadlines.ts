/** How long a client may take, in milliseconds, until its connection is closed, after an answer if one is possible. */
export const DEADLINES = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  /** Longer than the 60 seconds for which load balancers keep a connection. */
  keepAliveTimeout: 65_000,
  /** How often Node checks the first two: its default of 30 seconds would triple them. */
  connectionsCheckingInterval: 1_000,
};

/** For a client that neither sends nor reads, in milliseconds. */
export const SILENCE_MS = 60_000;
