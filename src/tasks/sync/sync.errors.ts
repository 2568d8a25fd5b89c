import { defineErrors } from '../../common/problem.js';

export const SYNC_ERRORS = defineErrors({
  SYNC_EXPIRED: [
    410,
    'The sync must begin anew',
    'Read everything again, without a cursor. Keep what you have not sent yet.',
  ],
  TOO_MANY_STREAMS: [
    503,
    'Too many streams',
    'This server holds as many streams of events as it may. Connect again later.',
  ],
});
