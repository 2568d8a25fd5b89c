import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** For a page whose tokens are in cookies. Lifetimes are in seconds. */
@ApiSchema({ name: 'CookieSession' })
export class CookieSessionResponse {
  @ApiProperty({
    description: 'For `X-CSRF-Token` on every write; the same as long as the session lives.',
    example: 'pZ2sCqk3o1bH8mJ7',
  })
  csrf_token: string;

  @ApiProperty({ type: 'integer', description: 'Seconds until the access cookie expires.', example: 1800 })
  expires_in: number;

  @ApiProperty({
    type: 'integer',
    description: 'Seconds until the refresh cookie expires if it is not used.',
    example: 604800,
  })
  refresh_expires_in: number;
}
