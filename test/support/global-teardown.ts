import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { asAdmin, testServer } from './harness.js';
import type { Pooler } from './pooler.js';

/** Leaves nothing behind: no server, no folder, no database and no role. */
export default async function globalTeardown(): Promise<void> {
  const {
    embeddedTestServer,
    testPooler,
    testRoles = [],
  } = globalThis as {
    embeddedTestServer?: { server: EmbeddedServer; dir: string };
    testPooler?: Pooler;
    testRoles?: string[];
  };
  await testPooler?.stop();
  const { adminUrl, template, program, shared } = testServer();
  rmSync(program, { recursive: true });
  await asAdmin(adminUrl, async (client) => {
    if (shared === undefined) await client.query(`DROP DATABASE ${template} WITH (FORCE)`);
    for (const role of testRoles) await client.query(`DROP ROLE ${role}`);
  });
  if (embeddedTestServer === undefined) return;
  await embeddedTestServer.server.stop();
  rmSync(dirname(embeddedTestServer.dir), { recursive: true, force: true });
}
