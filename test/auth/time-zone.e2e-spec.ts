/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import { FirstSuperuserService } from '../../src/admin/first-superuser.service.js';
import { useTestApp, useUser, useUserPerTest } from '../support/fixtures.js';

const ME = '/api/v1/users/me';
const PASSWORD = 'a stapler of horses';

describe('the time zone of a profile', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app);

  const patch = (body: object, status: number) => app.api.patch(ME, ada, body).expect(status);

  it('is not set at first, can be set, sent back and taken away, and is in the export', async () => {
    expect((await app.api.get(ME, ada).expect(200)).body).toMatchObject({ time_zone: null });
    for (const time_zone of ['America/Los_Angeles', 'Asia/Calcutta', 'UTC', null]) {
      const { body } = await patch({ time_zone }, 200);
      expect(body).toMatchObject({ time_zone });
      expect((await patch(body as object, 200)).body).toMatchObject({ time_zone });
      expect((await patch({ full_name: 'Ada' }, 200)).body).toMatchObject({ time_zone });
      const { body: exported } = await app.api.get(`${ME}/export`, ada).expect(200);
      expect((exported as { user: object }).user).toMatchObject({ time_zone });
    }
  });

  it.each(['Mars/Olympus', 'america/los_angeles', '+02:00', 'PST', '', 7, ['UTC']])('is not %j', async (time_zone) => {
    const { body } = await patch({ time_zone }, 422);
    expect(body).toMatchObject({
      errors: [
        {
          pointer: '/time_zone',
          detail: 'must be the name of a time zone in the IANA database, such as America/Los_Angeles',
        },
      ],
    });
    expect((await app.api.get(ME, ada).expect(200)).body).toMatchObject({ time_zone: null });
  });

  it.each([undefined, null, 'Pacific/Apia'])('may be given at the registration: %j', async (time_zone) => {
    const name = `zone-${String(time_zone).toLowerCase().replace('/', '-')}`;
    const fields = { email: `${name}@example.org`, username: name, full_name: 'Z', password: PASSWORD, time_zone };
    const { body } = await app.api.post('/api/v1/auth/register', undefined, fields).expect(201);
    expect(body).toMatchObject({ time_zone: time_zone ?? null });
  });

  it('is for its owner to change: superusers see it, and change their own alone', async () => {
    await patch({ time_zone: 'Asia/Tokyo' }, 200);
    const account = { email: 'root@example.org', username: 'rooted', full_name: 'Root', password: PASSWORD };
    await app.nest.get(FirstSuperuserService).create(account);
    const root = await app.api.login({ ...account, id: '' });
    const theirs = `/api/v1/users/${ada.id}`;
    expect((await app.api.get(theirs, root).expect(200)).body).toMatchObject({ time_zone: 'Asia/Tokyo' });
    const { body } = await app.api.patch(theirs, root, { time_zone: 'UTC' }).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/time_zone', code: 'READ_ONLY' }] });
    const { body: own } = await app.api.get(ME, root).expect(200);
    const { body: changed } = await app.api
      .patch(`/api/v1/users/${(own as { id: string }).id}`, root, { time_zone: 'Asia/Seoul' })
      .expect(200);
    expect(changed).toMatchObject({ time_zone: 'Asia/Seoul' });
  });
});

describe('the time zone of another', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  const bob = useUser(app, 'bob');

  it('has no bearing on my lists', async () => {
    await app.api.patch(ME, bob, { time_zone: 'Pacific/Kiritimati' }).expect(200);
    await app.api.post('/api/v1/me/tasks', ada, { title: 'x', due_at: '2026-11-24T12:00:00Z' }).expect(201);
    for (const user of [bob, ada, bob])
      await app.api.get('/api/v1/me/tasks?due_on=2026-11-24', user).expect(200, /"total":[01],/);
    const { body } = await app.api.get('/api/v1/me/tasks?due_on=2026-11-24', ada).expect(200);
    expect(body).toMatchObject({ total: 1 });
  });
});
