import { basename, extname } from 'node:path';
import { readICalendar } from './icalendar.js';
import { type ImportedFile, UnreadableFile } from './imported-task.js';
import { readTaskwardExport } from './taskward-export.js';
import { readTickTickCsv } from './ticktick-csv.js';
import { readTodoistCsv } from './todoist-csv.js';

const TODOIST_HEADER = /^\W*TYPE\W+CONTENT\b/;

/** @param path tells by its ending what the file is. @throws UnreadableFile. */
export function readTasks(path: string, bytes: Uint8Array, timeZone: string): ImportedFile {
  const text = decode(bytes);
  const options = { name: basename(path, extname(path)), timeZone };
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return TODOIST_HEADER.test(text) ? readTodoistCsv(text, options) : readTickTickCsv(text, options);
    case '.ics':
      return readICalendar(text, options);
    case '.json':
      return readTaskwardExport(text);
    default:
      throw new UnreadableFile('The name of the file must end in .csv, .ics or .json.');
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile('It is not in UTF-8.', { cause: error });
  }
}
