import { Problem } from '../common/problem.js';
import { UUID } from '../common/uuid.js';
import { USER_ERRORS } from './users.errors.js';

/** Names of staff, words in paths, and the mailboxes of RFC 2142. */
const RESERVED = new Set(
  `me my self you user users guest guests anonymous anon nobody everyone everybody all public unknown deleted null nil none
  undefined nan true false default
  admin admins administrator administrators superadmin sysadmin root superuser superusers sudo su owner owners operator
  operators moderator moderators mod mods staff team official support supports helpdesk help service services system
  systems sys daemon bot bots robot server host localhost taskward taskwards
  postmaster hostmaster webmaster mailer mailerdaemon mail email noreply donotreply abuse security secure noc info contact
  marketing sales billing payments privacy legal compliance trust safety press news newsletter feedback notifications
  notification alerts alert audit ftp www web uucp usenet dns ssladmin ssladministrator sslwebmaster
  api apis v1 auth oauth login logins logout signin signup signout register registration account accounts password
  passwords token tokens session sessions settings profile health healthz ready live metrics docs redoc swagger openapi
  wellknown task tasks batch export exports job jobs auditevents static assets status`.split(/\s+/),
);

/** @throws Problem USERNAME_RESERVED if the name is reserved, or looks like a reserved one or an id. */
export function demandFreeUsername(username: string): void {
  if (!isReservedUsername(username)) return;
  throw new Problem(USER_ERRORS.USERNAME_RESERVED, {
    errors: [{ pointer: '/username', code: 'RESERVED', detail: 'is kept for the service; choose another' }],
  });
}

/** Ignores case, compatibility forms, separators (`ad.min`), and digits instead of letters (`adm1n`). */
export function isReservedUsername(username: string): boolean {
  const name = username.normalize('NFKC').toLowerCase();
  const plain = name.replace(/[._-]/g, '');
  if (UUID.test(name) || /^[0-9a-f]{32}$/.test(plain) || plain === '') return true;
  const letters = plain.replace(/[034578]/g, (digit) => LETTER_OF_DIGIT[digit] ?? digit);
  return [name, plain, letters.replaceAll('1', 'i'), letters.replaceAll('1', 'l')].some((form) => RESERVED.has(form));
}

const LETTER_OF_DIGIT: Record<string, string> = { '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' };
