import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { FAULT_CODES } from '../../src/common/fault-codes.js';
import { allErrors, type ErrorDefinition } from '../../src/common/problem.js';
import { environmentSchema } from '../../src/config/environment.js';
import { ERROR_ADVICE, FIELD_ADVICE } from './error-advice.js';

const GENERATED =
  '<!-- Made by test/docs/generated-pages.ts; write it anew with: UPDATE_DOCS=1 npm test -- test/docs/generated-pages -->';

/** Every entry of every catalogue in src, by status and code. */
export async function catalogues(): Promise<ErrorDefinition[]> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.errors.ts'));
  for (const file of files) await import(pathToFileURL(`src/${file}`).href);
  return [...allErrors()].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
}

/** docs/errors.md: what the catalogues say, and what a client does about it. */
export async function errorsPage(): Promise<string> {
  const errors = await catalogues();
  return `${GENERATED}

# Errors

Every answer of 400 or more is a problem document (RFC 9457), \`application/problem+json\`:

\`\`\`json
{
  "type": "urn:taskward:problem:validation-failed",
  "title": "The request is not valid",
  "status": 422,
  "detail": "One or more fields are not valid; errors lists each of them.",
  "instance": "/api/v1/me/tasks",
  "error_code": "VALIDATION_FAILED",
  "request_id": "2f1c7a1e-8f5b-4c8e-9a37-0f6d1b0c9e55",
  "timestamp": "2026-11-21T09:30:00.000Z",
  "errors": [{ "pointer": "/title", "code": "REQUIRED", "detail": "is required" }]
}
\`\`\`

Switch on \`error_code\`: it is stable, and the sentences are not. \`request_id\` is the one in the log; it is in the header
\`X-Request-Id\` of every answer too. \`errors\` names single fields by JSON Pointer (RFC 6901), or \`/name\` for a parameter.
A 412 holds the task as it is now in \`current\`. A client that meets a code it does not know goes by the status.

## Codes

| \`error_code\` | Status | When | What to do |
| --- | --- | --- | --- |
${errors.map(({ code, status, detail }) => `| \`${code}\` | ${status} | ${detail} | ${ERROR_ADVICE[code] ?? '?'} |`).join('\n')}

## Codes of fields

The \`code\` of each entry of \`errors\`.

| \`code\` | When | What to do |
| --- | --- | --- |
${FAULT_CODES.map((code) => `| \`${code}\` | ${(FIELD_ADVICE[code] ?? ['?', '?']).join(' | ')} |`).join('\n')}

Which operation answers with which code stands in the OpenAPI document, at \`/docs\` and \`/openapi.json\`.
`;
}

/** docs/configuration.md: the names and words of .env.example, with the defaults of the code. */
export function configurationPage(): string {
  const defaults = environmentSchema.parse({}) as Record<string, string | number | boolean | string[] | undefined>;
  const shown = (name: string) => {
    const value = defaults[name];
    return value === undefined || String(value) === '' ? '–' : `\`${String(value)}\``;
  };
  return `${GENERATED}

# Configuration

Environment variables, or a file \`.env\` in the folder that Taskward starts in; the environment overrides the file. A value
that makes no sense, or a name in \`.env\` that is nearly one of these, stops the start with a sentence. What has no default
(–) is off, none, or explained. [Deploy](deploy.md) says which of them a server needs.
${sections()
  .map(
    ({ title, entries }) =>
      `\n## ${title}\n\n| Variable | Default | What it is |\n| --- | --- | --- |\n${entries.map(({ names, text }) => `| ${names.map((name) => `\`${name}\``).join('<br>')} | ${names.map(shown).join('<br>')} | ${text} |`).join('\n')}\n`,
  )
  .join('')}`;
}

interface Section {
  title: string;
  entries: { names: string[]; text: string }[];
}

/** Variables that follow each other without a comment between them share the one above. */
function sections(): Section[] {
  const found: Section[] = [{ title: 'Program', entries: [] }];
  let comment: string[] = [];
  for (const line of readFileSync('.env.example', 'utf8').split('\n\n').slice(1).join('\n\n').split('\n')) {
    const title = /^# --- (.*?) -+$/.exec(line)?.[1];
    const name = /^# ?([A-Z][A-Z_]+)=/.exec(line)?.[1];
    const { entries } = found.at(-1)!;
    if (title !== undefined) found.push({ title, entries: [] });
    else if (name === undefined) comment = line.startsWith('# ') ? [...comment, line.slice(2)] : [];
    else if (comment.length === 0) entries.at(-1)!.names.push(name);
    else entries.push({ names: [name], text: comment.join(' ') });
    if (title !== undefined || name !== undefined) comment = [];
  }
  return found;
}
