import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import express from 'express';
import type { BodyConfig } from '../config/slices.js';
import { ACCEPTS_FORM } from './accepts-form.decorator.js';
import { BodyReader } from './body-reader.js';

class Routes {
  plain() {}

  @SetMetadata(ACCEPTS_FORM, true)
  form() {}
}

/** The code with which the head of a request to a route is refused. */
function refusalOf(route: 'plain' | 'form', headers: Record<string, string>) {
  const req: unknown = Object.assign(Object.create(express.request), {
    headers: { host: 'api.example.org', 'content-length': '2', ...headers },
  });
  const context = {
    switchToHttp: () => ({ getRequest: () => req }),
    getHandler: () => Routes.prototype[route],
    getClass: () => Routes,
  } as unknown as ExecutionContext;
  const config = { CORS_ORIGINS: [], NODE_ENV: 'production', BODY_LIMIT_BYTES: 1_000 } as unknown as BodyConfig;
  try {
    new BodyReader(new Reflector(), config).demandMediaType(context);
    return undefined;
  } catch (error) {
    return (error as { definition?: { code: string } }).definition?.code ?? error;
  }
}

const typed = (type: string) => ({ 'content-type': type });
const FORM = 'application/x-www-form-urlencoded';

describe('the media type of a body', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=latin1',
    'application/json ; x="; y"',
    'application/merge-patch+json',
  ])('%s is JSON', (type) => expect(refusalOf('plain', typed(type))).toBeUndefined());

  it.each([
    '',
    'json',
    'text/json',
    'text/plain',
    'application/jsonx',
    'application/ld+json',
    'application/json-patch+json',
    'application/json, text/plain',
    'text/plain; application/json',
    'application',
    '*/*',
    'multipart/form-data; boundary=x',
    FORM,
    '\u0000',
    'x'.repeat(100_000),
  ])('%.40j is not', (type) => expect(refusalOf('plain', typed(type))).toBe('UNSUPPORTED_MEDIA_TYPE'));

  it('must be told of a body, and need not of none', () => {
    expect(refusalOf('plain', {})).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(refusalOf('plain', { 'content-length': '0' })).toBeUndefined();
    expect(refusalOf('plain', { 'content-length': '0', ...typed('text/plain') })).toBeUndefined();
  });

  it.each([
    ['', undefined],
    ['identity', undefined],
    ['Identity', undefined],
    ['gzip', 'UNSUPPORTED_MEDIA_TYPE'],
    ['br', 'UNSUPPORTED_MEDIA_TYPE'],
    ['identity, gzip', 'UNSUPPORTED_MEDIA_TYPE'],
    ['gzip, identity', 'UNSUPPORTED_MEDIA_TYPE'],
  ])('in the encoding %j: %j', (encoding, code) => {
    expect(refusalOf('plain', { ...typed('application/json'), 'content-encoding': encoding })).toBe(code);
  });
});

describe('a form', () => {
  it.each([FORM, `${FORM}; charset=utf-8`, `${FORM};charset="UTF-8"`, `${FORM}; x=y; charset=utf-8`])(
    '%s is taken where the route says so',
    (type) => {
      expect(refusalOf('form', typed(type))).toBeUndefined();
      expect(refusalOf('plain', typed(type))).toBe('UNSUPPORTED_MEDIA_TYPE');
    },
  );

  it.each([`${FORM}; charset=latin1`, `${FORM}; charset=utf-16`, `${FORM}; charset=`, `${FORM}; CHARSET=us-ascii`])(
    '%s is of another charset',
    (type) => expect(refusalOf('form', typed(type))).toBe('UNSUPPORTED_MEDIA_TYPE'),
  );

  it('is refused to the page of another origin, and JSON to none', () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect(refusalOf('form', { ...typed(FORM), ...foreign })).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(refusalOf('form', { ...typed('application/json'), ...foreign })).toBeUndefined();
  });
});
