import { Problem } from '../../common/problem.js';
import { validated } from '../../common/request-validation.pipe.js';
import type { TextLimits } from '../../common/text-limits.js';
import { CreateTaskDto } from '../dto/create-task.dto.js';
import { MAX_TAG_CHARACTERS, MAX_TAGS } from '../tags/tag-limits.js';
import { tagForm } from '../text-forms.js';
import type { ImportedFields, ImportedTask, Omission } from './imported-task.js';

type Omit = (field: string, reason: string) => void;

/**
 * Makes a creation that is accepted, without what is not.
 * @param accept refuses as a request would. @returns undefined if nothing is left of the task.
 */
export function prepareTask<T>(
  { where, fields: given }: ImportedTask,
  limits: TextLimits,
  omissions: Omission[],
  accept: (dto: CreateTaskDto) => T,
): T | undefined {
  const omit: Omit = (field, reason) => void omissions.push({ where, field, reason });
  const fields: Partial<ImportedFields> = fitted(given, limits, omit);
  for (;;) {
    try {
      return accept(validated(CreateTaskDto, fields, limits));
    } catch (error) {
      if (!(error instanceof Problem) || error.errors === undefined) throw error;
      const faulty = new Set(error.errors.map(({ pointer }) => pointer.split('/')[1] as keyof ImportedFields));
      for (const { pointer, detail } of error.errors) omit(pointer.slice(1), detail);
      if (faulty.has('title') || [...faulty].every((name) => fields[name] === undefined)) return undefined;
      for (const name of faulty) delete fields[name];
    }
  }
}

/** Texts are cut off where they are too long; what is cut off a title begins the description. */
function fitted(fields: ImportedFields, limits: TextLimits, omit: Omit): ImportedFields {
  const title = [...(/\S/.test(String(fields.title)) ? fields.title : 'Untitled')];
  const longest = limits.TASK_TITLE_MAX!;
  const whole = title.length > longest ? [title.join(''), fields.description].filter(Boolean).join('\n\n') : undefined;
  if (whole !== undefined) omit('title', `has more than ${longest} characters: it is whole in the description`);
  const description = [...(whole ?? fields.description ?? '')];
  if (description.length > limits.TASK_DESCRIPTION_MAX!)
    omit('description', `is cut off after ${limits.TASK_DESCRIPTION_MAX} of ${description.length} characters`);
  return {
    ...fields,
    title: title.slice(0, longest).join(''),
    description:
      description.length === 0 ? fields.description : description.slice(0, limits.TASK_DESCRIPTION_MAX).join(''),
    tags: fields.tags && fittedTags(fields.tags, omit),
  };
}

function fittedTags(tags: string[], omit: Omit): string[] {
  const forms = tags.map((tag) => tagForm(String(tag)));
  const apart = tags.filter((_, i) => forms.indexOf(forms[i]!) === i);
  const kept = apart.filter((tag) => [...String(tag)].length <= MAX_TAG_CHARACTERS).slice(0, MAX_TAGS);
  for (const tag of apart) if (!kept.includes(tag)) omit('tags', `not taken: ${tag}`);
  return kept;
}
