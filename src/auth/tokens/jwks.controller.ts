import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/principal.js';
import { KeyRingService, type PublicJwk } from './key-ring.service.js';

@ApiSchema({ name: 'JsonWebKeySet' })
class JwksResponse {
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      properties: {
        kty: { type: 'string' },
        kid: { type: 'string' },
        alg: { type: 'string' },
        use: { type: 'string' },
      },
      required: ['kty', 'kid', 'alg', 'use'],
      additionalProperties: true,
    },
    description: 'Empty where tokens are signed with a shared secret.',
    example: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
        alg: 'EdDSA',
        use: 'sig',
      },
    ],
  })
  keys: PublicJwk[];
}

/** Services that verify our access tokens by themselves do not learn of sessions that end meanwhile. */
@ApiTags('Auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: KeyRingService) {}

  @Public()
  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'getJwks',
    summary: 'The public keys of access tokens',
    description: 'A JSON Web Key Set (RFC 7517).',
  })
  @ApiOkResponse({ type: JwksResponse, description: 'The keys.' })
  get(): JwksResponse {
    return { keys: this.keys.publicJwks };
  }
}
