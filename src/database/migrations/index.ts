import { InitialSchema1790000000000 } from './1790000000000-initial-schema.js';
import { SessionRevocations1790000100000 } from './1790000100000-session-revocations.js';
import { TasksForClients1790000300000 } from './1790000300000-tasks-for-clients.js';
import { RateLimits1790000510000 } from './1790000510000-rate-limits.js';
import { AuditEvents1790000520000 } from './1790000520000-audit-events.js';
import { MailTokens1790000530000 } from './1790000530000-mail-tokens.js';
import { SearchPendingList1790000700000 } from './1790000700000-search-pending-list.js';
import { PoliciesByCommand1790000800000 } from './1790000800000-policies-by-command.js';
import { LoginAttempts1790000810000 } from './1790000810000-login-attempts.js';
import { SessionGenerations1790000820000 } from './1790000820000-session-generations.js';
import { MailQuotas1790000850000 } from './1790000850000-mail-quotas.js';
import { PasswordProofs1790000851000 } from './1790000851000-password-proofs.js';
import { EmailRestorations1790000852000 } from './1790000852000-email-restorations.js';
import { Retention1790000853000 } from './1790000853000-retention.js';
import { TextForms1790000860000 } from './1790000860000-text-forms.js';
import { TextFormsAnew1790000869000 } from './1790000869000-text-forms-anew.js';
import { Locales1790000895000 } from './1790000895000-locales.js';
import { TaskPlaces1790000900000 } from './1790000900000-task-places.js';
import { TimeZones1790000901000 } from './1790000901000-time-zones.js';
import { TaskFields1790000902000 } from './1790000902000-task-fields.js';
import { TagForms1790000903000 } from './1790000903000-tag-forms.js';
import { UniqueVersions1790000910000 } from './1790000910000-unique-versions.js';
import { SyncEpochs1790000911000 } from './1790000911000-sync-epochs.js';
import { TaskFeed1790000912000 } from './1790000912000-task-feed.js';
import { SortIndexes1790000915000 } from './1790000915000-sort-indexes.js';
import { GrowingTables1790000930000 } from './1790000930000-growing-tables.js';

/** All migrations, in the order in which they run. A new one is added at the end; one that has shipped never changes. */
export const MIGRATIONS = [
  InitialSchema1790000000000,
  SessionRevocations1790000100000,
  TasksForClients1790000300000,
  RateLimits1790000510000,
  AuditEvents1790000520000,
  MailTokens1790000530000,
  SearchPendingList1790000700000,
  PoliciesByCommand1790000800000,
  LoginAttempts1790000810000,
  SessionGenerations1790000820000,
  MailQuotas1790000850000,
  PasswordProofs1790000851000,
  EmailRestorations1790000852000,
  Retention1790000853000,
  TextForms1790000860000,
  TextFormsAnew1790000869000,
  Locales1790000895000,
  TaskPlaces1790000900000,
  TimeZones1790000901000,
  TaskFields1790000902000,
  TagForms1790000903000,
  UniqueVersions1790000910000,
  SyncEpochs1790000911000,
  TaskFeed1790000912000,
  SortIndexes1790000915000,
  GrowingTables1790000930000,
];
