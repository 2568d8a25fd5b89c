import type { Client } from './client.js';
import type { User } from './device.js';

const PASSWORD = 'a quiet harbour at dawn';

/** Makes an account and logs in. @throws Error if either is refused. */
export async function newUser(client: Client, name: string): Promise<User> {
  const account = { email: `${name}@example.org`, username: name, full_name: name, password: PASSWORD };
  const { status, body } = await client.call<{ id: string }>('POST', '/api/v1/auth/register', { body: account });
  if (status !== 201) throw new Error(`A registration was answered with ${status}: ${JSON.stringify(body)}`);
  return { id: body.id, token: (await logIn(client, name)).access_token, name };
}

/** @throws Error if it is not answered with 200. */
export async function logIn(
  client: Client,
  username: string,
): Promise<{ access_token: string; refresh_token: string }> {
  const { status, body } = await client.call<{ access_token: string; refresh_token: string }>(
    'POST',
    '/api/v1/auth/login',
    { body: { username, password: PASSWORD } },
  );
  if (status !== 200) throw new Error(`A login was answered with ${status}`);
  return body;
}
