/** How long, in milliseconds, a client may take. Past it the connection is closed, with an answer where one can be given. */
export const DEADLINES = {
  /** For the head of a request. */
  headersTimeout: 15_000,
  /** For all of a request. */
  requestTimeout: 30_000,
  /** For the next request. Load balancers keep a connection for 60 seconds, so this is longer. */
  keepAliveTimeout: 65_000,
  /** How often Node looks at the first two. Its own 30 seconds would triple them. */
  connectionsCheckingInterval: 1_000,
};

/** While not a byte moves, as with a client that does not read the answer. In milliseconds. */
export const SILENCE_MS = 60_000;
