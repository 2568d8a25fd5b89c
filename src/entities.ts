import { AuditEvent } from './audit/audit-event.entity.js';
import { MailToken } from './auth/recovery/mail-token.entity.js';
import { LoginAttempt } from './auth/passwords/login-attempt.entity.js';
import { PasswordProof } from './auth/passwords/password-proof.entity.js';
import { EmailRestoration } from './auth/recovery/email-restoration.entity.js';
import { SessionRevocation } from './auth/sessions/session-revocation.entity.js';
import { Session } from './auth/sessions/session.entity.js';
import { RateLimit } from './limits/rate-limit.entity.js';
import { MailQuota } from './mail/mail-quota.entity.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { Rebuild } from './tasks/rebuild/rebuild.entity.js';
import { SyncEpoch } from './tasks/sync/sync-epoch.entity.js';
import { TaskSequence } from './tasks/task-sequence.entity.js';
import { Task } from './tasks/task.entity.js';
import { User } from './users/user.entity.js';

export const ENTITIES = [
  User,
  Session,
  SessionRevocation,
  MailToken,
  LoginAttempt,
  Task,
  TaskSequence,
  Rebuild,
  SyncEpoch,
  IdempotencyKey,
  RateLimit,
  AuditEvent,
  MailQuota,
  PasswordProof,
  EmailRestoration,
];
