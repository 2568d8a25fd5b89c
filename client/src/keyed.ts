// UPDATE_DOCS=1 npm test -- test/client/generated

/** What takes an Idempotency-Key; all other writes refuse it. */
export const KEYED = new Set([
  'POST /me/tasks',
  'POST /me/tasks/batch',
  'PATCH /me/tasks/{id}',
  'POST /me/tasks/{id}/move',
  'POST /me/tasks/{id}/restore',
  'POST /auth/register',
  'POST /users',
  'POST /users/me/password',
  'POST /users/me/email',
]);
