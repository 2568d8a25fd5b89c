import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

export const PROFILE_HEADERS = {
  ETag: { description: 'Names this state of the account.', schema: { type: 'string' as const } },
  'X-CSRF-Token': {
    description: 'Of your own account, if you came by cookie: the `csrf_token` of the session, again.',
    required: false,
    schema: { type: 'string' as const },
  },
};

/** For the OpenAPI document: `If-None-Match` and its 304. */
export const ApiProfileTag = () =>
  applyDecorators(
    ApiResponse({ status: 304, description: 'You have it as it is.', headers: PROFILE_HEADERS }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of what you have.',
      schema: { type: 'string' },
    }),
  );
