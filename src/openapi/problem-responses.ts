import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorDefinition } from '../common/problem.js';
import { sharedHeaders } from './headers.js';
import { exampleOf, schemaOf } from './problem-schemas.js';

type Components = NonNullable<OpenAPIObject['components']>;

export class ProblemResponses {
  readonly responses: NonNullable<Components['responses']> = {};
  readonly examples: NonNullable<Components['examples']> = {};

  /** A reference to a response with any of these errors, which must have the same status. */
  refer(definitions: ErrorDefinition[]): { $ref: string } {
    const sorted = [...definitions].sort((a, b) => (a.code < b.code ? -1 : 1));
    const name = sorted.map(({ code }) => pascalCase(code)).join('Or');
    this.responses[name] ??= this.describe(sorted);
    return { $ref: `#/components/responses/${name}` };
  }

  private describe(definitions: ErrorDefinition[]) {
    for (const definition of definitions) this.examples[definition.code] ??= exampleOf(definition);
    return {
      description: definitions.map(({ code, title }) => `\`${code}\`: ${title}.`).join(' '),
      headers: sharedHeaders(String(definitions[0]?.status), true),
      content: {
        'application/problem+json': {
          schema: schemaOf(definitions),
          examples: Object.fromEntries(
            definitions.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }] as const),
          ),
        },
      },
    };
  }
}

const pascalCase = (code: string) =>
  code.replace(/([A-Z0-9])([A-Z0-9]*)_?/g, (_, first: string, rest: string) => first + rest.toLowerCase());
