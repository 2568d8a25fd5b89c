import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { parse as parseForm, type ParsedUrlQuery } from 'node:querystring';
import getRawBody from 'raw-body';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { IS_PUBLIC } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { BodyConfig } from '../config/slices.js';
import { ACCEPTS_FORM } from './accepts-form.decorator.js';
import { isEscapedUtf8 } from '../common/escaped-text.js';
import { foreignPageMatcher } from './foreign-pages.js';
import { markInexactNumbers } from './inexact-numbers.js';
import { nestsDeeper } from './json-depth.js';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
const FORM_TYPE = 'application/x-www-form-urlencoded';

const PUBLIC_LIMIT_BYTES = 16_384;
/** More than any body of this API needs, and far below what could overflow the stack. */
const MAX_DEPTH = 32;

interface BodyRules {
  limitBytes: number;
  acceptsForm: boolean;
}

/** Reads JSON, or a form where the route takes one; any other media type, charset or encoding is 415. */
@Injectable()
export class BodyReader {
  private readonly rules = new Map<unknown, BodyRules>();
  private readonly isOfForeignPage: (req: Request) => boolean;

  constructor(
    private readonly reflector: Reflector,
    private readonly config: BodyConfig,
  ) {
    this.isOfForeignPage = foreignPageMatcher(config);
  }

  /** @throws Problem UNSUPPORTED_MEDIA_TYPE if there is a body that this route cannot read. */
  demandMediaType(context: ExecutionContext): void {
    const req = context.switchToHttp().getRequest<Request>();
    if (!hasBody(req)) return;
    const isForm = this.rulesOf(context).acceptsForm && req.is(FORM_TYPE) !== false;
    // Browsers send forms without a preflight: a page could log its visitors in as someone else (login CSRF).
    const isReadable = isForm ? isUtf8Form(req) && !this.isOfForeignPage(req) : req.is(JSON_TYPES) !== false;
    if (!isReadable || isEncoded(req)) throw new Problem(COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE);
  }

  /** Sets `req.body`, if there is a body not read before. @throws Problem PAYLOAD_TOO_LARGE, MALFORMED_JSON. */
  read(context: ExecutionContext): void | Promise<void> {
    const http = context.switchToHttp();
    const req = http.getRequest<Request>();
    if (req.body !== undefined || !hasBody(req)) return;
    return parseBody(req, http.getResponse<Response>(), this.rulesOf(context));
  }

  private rulesOf(context: ExecutionContext): BodyRules {
    const handler = context.getHandler();
    const known = this.rules.get(handler);
    if (known !== undefined) return known;
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [handler, context.getClass()]);
    const limit = this.config.BODY_LIMIT_BYTES;
    const rules = {
      limitBytes: isPublic ? Math.min(PUBLIC_LIMIT_BYTES, limit) : limit,
      acceptsForm: this.reflector.get<boolean | undefined>(ACCEPTS_FORM, handler) ?? false,
    };
    this.rules.set(handler, rules);
    return rules;
  }
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

async function parseBody(req: Request, res: Response, { limitBytes, acceptsForm }: BodyRules): Promise<void> {
  const isForm = acceptsForm && req.is(FORM_TYPE) !== false;
  const bytes = await readBytes(req, res, limitBytes);
  if (!isUtf8(bytes)) throw new Problem(COMMON_ERRORS.MALFORMED_JSON);
  req.body = isForm ? parseFields(bytes.toString()) : parseJson(bytes);
}

/** JSON has no parameter charset (RFC 8259, 11): there it is ignored, and the bytes decide. */
function isUtf8Form({ headers }: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}

/** Compressed bodies are refused, because a small one may hide a large one. */
function isEncoded({ headers }: Request): boolean {
  return !/^(identity)?$/i.test(headers['content-encoding'] ?? '');
}

async function readBytes(req: Request, res: Response, limit: number): Promise<Buffer> {
  const length = req.headers['content-length'];
  if (length !== undefined && Number(length) > limit) throw new Problem(COMMON_ERRORS.PAYLOAD_TOO_LARGE);
  // With `Expect: 100-continue` (RFC 9110, 10.1.1) the client waits until it is asked for the body.
  if (req.headers.expect !== undefined && req.httpVersionMinor > 0) res.writeContinue();
  try {
    return await getRawBody(req, { length, limit });
  } catch (error) {
    const { status } = error as getRawBody.RawBodyError;
    throw new Problem(status === 413 ? COMMON_ERRORS.PAYLOAD_TOO_LARGE : COMMON_ERRORS.MALFORMED_REQUEST, {
      cause: error,
    });
  }
}

function parseFields(text: string): ParsedUrlQuery {
  if (!isEscapedUtf8(text)) throw new Problem(COMMON_ERRORS.MALFORMED_REQUEST, { detail: 'The form is not in UTF-8.' });
  return parseForm(text);
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  if (nestsDeeper(bytes, MAX_DEPTH)) {
    throw new Problem(COMMON_ERRORS.MALFORMED_JSON, { detail: `The body nests deeper than ${MAX_DEPTH} levels.` });
  }
  try {
    const json = bytes.toString().replace(/^\uFEFF/, '');
    const value: unknown = JSON.parse(json);
    const marked = markInexactNumbers(json);
    return marked === json ? value : JSON.parse(marked);
  } catch (error) {
    throw new Problem(COMMON_ERRORS.MALFORMED_JSON, { cause: error });
  }
}
