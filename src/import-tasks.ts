#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { StartupError } from './config/startup-error.js';
import { runCommand } from './run-command.js';
import { UnreadableFile } from './tasks/import/imported-task.js';
import { isKnownZone } from './tasks/import/local-time.js';
import { readTasks } from './tasks/import/read-tasks.js';
import { type ImportReport, TaskImportService } from './tasks/import/task-import.service.js';
import { UsersService } from './users/users.service.js';

const USAGE = `Usage: npm run import -- --user <e-mail address or username> [--time-zone Europe/Berlin] [--dry-run] <file>

The file is a CSV of Todoist or TickTick, an iCalendar file (.ics) with VTODOs, or an export of Taskward (.json).
Ends with 0; with 2 if something in the file could not be taken over, which is listed; with 1 if nothing was done.`;

const INCOMPLETE = 2;

await runCommand(async (app) => {
  const { user: login, file: path, timeZone, dryRun } = readArguments();
  const user = await app.get(UsersService).findByLogin(login);
  if (user === null) throw new StartupError(`Nobody has the e-mail address or the username ${login}.`);
  const file = await read(path, timeZone ?? user.timeZone ?? 'UTC');
  const report = await app.get(TaskImportService).write(user.id, file, {
    dryRun,
    onProgress: (done, all) => showProgress(`${done} of ${all} tasks`),
  });
  console.log(summaryOf(report, dryRun));
  return report.omissions.length === 0 ? 0 : INCOMPLETE;
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        user: { type: 'string' },
        'time-zone': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [file, ...others] = positionals;
    const { user, 'time-zone': timeZone, 'dry-run': dryRun } = values;
    if (user === undefined || file === undefined || others.length > 0) throw new StartupError(USAGE);
    if (timeZone !== undefined && !isKnownZone(timeZone))
      throw new StartupError(`${timeZone} is no time zone such as Europe/Berlin.`);
    return { user, file, timeZone, dryRun };
  } catch (error) {
    throw error instanceof TypeError ? new StartupError(`${error.message}\n\n${USAGE}`) : error;
  }
}

async function read(path: string, timeZone: string) {
  try {
    return readTasks(path, await readFile(path), timeZone);
  } catch (error) {
    const isFault = error instanceof UnreadableFile || (error as NodeJS.ErrnoException).syscall !== undefined;
    throw isFault ? new StartupError(`${path} cannot be read. ${(error as Error).message}`) : error;
  }
}

function summaryOf({ written, known, omissions }: ImportReport, dryRun: boolean): string {
  const lines = omissions.map(({ where, field, reason }) => `  ${where}: ${field} ${reason}`);
  return [
    `${written} tasks ${dryRun ? 'would be' : 'were'} written, ${known} were there already.`,
    ...(lines.length > 0 ? ['Not taken over:', ...lines] : []),
  ].join('\n');
}

/** On a terminal the line is written over; in a log each stands for itself. */
function showProgress(sentence: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${sentence}` : `${sentence}\n`);
}
