/**
 * Whether the time of a refused login tells if the account exists: the medians of 200 logins, of a known and an unknown
 * name in turn, against a running server: `npm run bench:login -- http://localhost:3000`. The server needs
 * AUTH_RATE_LIMIT=100000, or it answers 429.
 */
const [url = 'http://localhost:3000'] = process.argv.slice(2);
const ROUNDS = 100;
const name = `timing-${Date.now()}`;

async function post(path: string, body: object): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

await post('register', {
  email: `${name}@example.org`,
  username: name,
  full_name: 'Timing',
  password: 'a quiet harbour at dawn',
});
const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
for (let round = -5; round < ROUNDS; round++) {
  // Who goes first changes, so that neither profits from what the other left warm.
  const kinds = round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
  for (const kind of kinds) {
    const username = kind === 'known' ? name : `nobody-${round}-${name}`;
    const begun = performance.now();
    const status = await post('login', { username, password: 'not the password' });
    if (status !== 401) throw new Error(`The login was answered with ${status}, not 401: set AUTH_RATE_LIMIT=100000.`);
    if (round >= 0) times[kind].push(performance.now() - begun);
  }
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length / 2] ?? 0;
const [known, unknown] = [median(times.known), median(times.unknown)];
console.log(
  `known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms: ${(Math.abs(known / unknown - 1) * 100).toFixed(1)} % apart`,
);

export {};
