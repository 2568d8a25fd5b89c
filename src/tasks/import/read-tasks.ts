import { basename, extname } from 'node:path';
import { readICalendar } from './icalendar.js';
import { type ImportedFile, UnreadableFile } from './imported-task.js';
import { readTaskwardExport } from './taskward-export.js';
import { readTickTickCsv } from './ticktick-csv.js';
import { readTodoistCsv } from './todoist-csv.js';

/** @param path tells by its ending what the file is. @throws UnreadableFile. */
export function readTasks(path: string, bytes: Uint8Array, timeZone: string): ImportedFile {
  const ending = extname(path).toLowerCase();
  const read = readerOf(ending, decode(bytes));
  return read({ name: basename(path, extname(path)), timeZone });
}

function readerOf(ending: string, text: string) {
  const options =
    <T>(read: (text: string, given: T) => ImportedFile) =>
    (given: T) =>
      read(text, given);
  if (ending === '.ics') return options(readICalendar);
  if (ending === '.json') return options(readTaskwardExport);
  if (ending !== '.csv') throw new UnreadableFile('A file ends in .csv, .ics or .json.');
  return options(/^\W*TYPE\W*,\W*CONTENT\b/.test(text) ? readTodoistCsv : readTickTickCsv);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile('It is not in UTF-8.', { cause: error });
  }
}
