import { CsvError, parse } from 'csv-parse/sync';
import { UnreadableFile } from './imported-task.js';

export interface CsvRecord {
  /** The number of its first line. */
  line: number;
  /** By the names of the columns, trimmed; absent where there is no such column. */
  values: Record<string, string | undefined>;
}

interface Row {
  record: string[];
  /** The number of its last line. */
  line: number;
}

/** @param columns the first row that has all of these is the header. @throws UnreadableFile. */
export function readCsv(text: string, columns: string[]): CsvRecord[] {
  const rows = parseRows(text);
  const header = rows.findIndex(({ record }) => columns.every((name) => record.includes(name)));
  if (header < 0) throw new UnreadableFile(`There is no row with the columns ${columns.join(', ')}.`);
  const names = rows[header]!.record;
  return rows.slice(header + 1).map(({ record }, i) => ({
    line: rows[header + i]!.line + 1,
    values: Object.fromEntries(names.map((name, column) => [name, record[column]?.trim()])),
  }));
}

function parseRows(text: string): Row[] {
  const rows: Row[] = [];
  const keepLine = (record: string[], { lines }: { lines: number }) => void rows.push({ record, line: lines });
  try {
    parse(text, { bom: true, relax_column_count: true, on_record: keepLine });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(`It is no CSV: ${error.message}.`, { cause: error });
  }
}
