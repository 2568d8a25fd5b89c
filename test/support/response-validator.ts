import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';

interface DocumentedResponse {
  $ref?: string;
  content?: Record<string, { examples?: Record<string, unknown> }>;
  headers?: Record<string, { required?: boolean }>;
}

/** Answers that any path may give although no operation lists them: nothing is there, or not by this method. */
const BEFORE_ROUTING = new Set(['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED']);

/** Where a refresh by cookie is described, whichever path it takes. */
const REFRESH = '/api/v1/auth/refresh';
const COOKIE_REFRESH = '/api/v1/auth/cookie-session/refresh';

/** Holds answers against the OpenAPI document: the status, the media type, the body and the error code must be what it says. */
export class ResponseValidator {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly templates: { template: string; pattern: RegExp }[];
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {
    addFormats.default(this.ajv);
    this.ajv.addFormat('idn-email', true);
    this.ajv.addSchema(document, 'openapi');
    this.templates = Object.keys(document.paths)
      // A fixed segment beats a parameter, as it does in the router.
      .sort((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0))
      .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}/?$`) }));
  }

  /** @throws Error that says how the answer differs from the document. */
  validate(method: string, path: string, response: Response): void {
    const { error_code: code } = (response.body ?? {}) as { error_code?: string };
    if (BEFORE_ROUTING.has(code ?? '')) return;
    const pathname = path.split('?', 1)[0]?.replace(/^\/api\/(?!v\d)/, '/api/v1/') ?? '';
    const found = this.templates.find(({ pattern }) => pattern.test(pathname))?.template;
    const template = found === REFRESH && response.headers['set-cookie'] !== undefined ? COOKIE_REFRESH : found;
    if (template === undefined || method === 'options') return;
    const verb = method === 'head' ? 'get' : method;
    const at = `${method.toUpperCase()} ${path} → ${response.status}`;
    const { pointer, documented } = this.find(template, verb, response.status);
    if (documented === undefined) throw new Error(`${at} is not in the OpenAPI document: ${response.text}`);
    for (const [header, { required }] of Object.entries(documented.headers ?? {})) {
      if (required !== false && response.headers[header.toLowerCase()] === undefined)
        throw new Error(`${at} lacks the documented header ${header}`);
    }
    const types = Object.keys(documented.content ?? {});
    if (types.length === 0 || method === 'head') {
      if (response.text) throw new Error(`${at} has a body, and the document says it has none: ${response.text}`);
      return;
    }
    if (!types.includes(response.type))
      throw new Error(`${at} is ${response.type}, documented are ${types.join(', ')}`);
    const codes = Object.keys(documented.content?.[response.type]?.examples ?? {});
    if (code !== undefined && !codes.includes(code))
      throw new Error(`${at} is ${code}, documented are ${codes.join(', ')}`);
    this.validateBody(at, pointer, response);
  }

  /** The description of an answer, and where in the document it is. */
  private find(template: string, verb: string, status: number) {
    const { responses } =
      (this.document.paths[template] as Record<string, { responses: object } | undefined>)[verb] ?? {};
    const given = (responses as Record<string, DocumentedResponse> | undefined)?.[status];
    if (given?.$ref === undefined)
      return { pointer: `#/paths/${token(template)}/${verb}/responses/${status}`, documented: given };
    const name = given.$ref.split('/').at(-1) ?? '';
    return { pointer: given.$ref, documented: this.document.components?.responses?.[name] as DocumentedResponse };
  }

  private validateBody(at: string, described: string, response: Response): void {
    const pointer = `openapi${described}/content/${token(response.type)}/schema`;
    let validate = this.compiled.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: pointer });
      this.compiled.set(pointer, validate);
    }
    const value: unknown =
      typeof response.body === 'object' && Object.keys(response.body as object).length > 0
        ? response.body
        : JSON.parse(response.type === 'text/event-stream' ? firstEventOf(response.text) : response.text);
    if (!validate(value))
      throw new Error(`${at} differs from the document: ${this.ajv.errorsText(validate.errors)}\n${response.text}`);
  }
}

const firstEventOf = (text: string) => /^data: (.*)$/m.exec(text)?.[1] ?? '';

const token = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
