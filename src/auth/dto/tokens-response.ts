import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { CookieSessionResponse } from './cookie-session-response.dto.js';
import { TokenResponse } from './token-response.dto.js';

/** The tokens themselves, or what is left to say of them when they travel in cookies. */
export type TokensResponse = TokenResponse | CookieSessionResponse;

export const ApiTokensResponse = (description: string) =>
  applyDecorators(
    ApiExtraModels(TokenResponse, CookieSessionResponse),
    ApiOkResponse({
      description,
      schema: { oneOf: [TokenResponse, CookieSessionResponse].map((type) => ({ $ref: getSchemaPath(type) })) },
    }),
  );
