import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** Room for an access token that is sent by mistake, which gets the answer of any wrong token. */
const MAX_LENGTH = 4_096;

/** A refresh by cookie needs no body. */
@ApiSchema({ name: 'RefreshRequest' })
export class RefreshDto {
  @ApiProperty({
    type: String,
    maxLength: MAX_LENGTH,
    description: 'As login or the last refresh gave it.',
    example: 'AZq8EjRWfe-BI0VniavN7w',
  })
  @MaxLength(MAX_LENGTH)
  @IsString()
  refresh_token: string;
}
