import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** The tokens of a session (RFC 6749, section 5.1). Lifetimes are in seconds. */
@ApiSchema({ name: 'TokenPair' })
export class TokenResponse {
  @ApiProperty({
    description: 'A JWT for `Authorization: Bearer`.',
    example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln',
  })
  access_token: string;

  @ApiProperty({ enum: ['bearer'], enumName: 'TokenType', example: 'bearer' })
  token_type: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds until the access token expires.', example: 1800 })
  expires_in: number;

  @ApiProperty({ description: 'Opaque. Each one is good for one refresh.', example: 'AZq8EjRWfe-BI0VniavN7w' })
  refresh_token: string;

  @ApiProperty({
    type: 'integer',
    description: 'Seconds until the refresh token expires if it is not used.',
    example: 604800,
  })
  refresh_expires_in: number;
}
