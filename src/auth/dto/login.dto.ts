import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Trimmed } from '../../common/blanks.js';
import { MayBeAbsent } from '../../common/fields.js';
import { PasswordField } from './password-fields.js';

@ApiSchema({ name: 'Credentials' })
export class CredentialsDto {
  @ApiProperty({
    type: String,
    maxLength: 254,
    description: 'The e-mail address or the username. Blanks at the ends are taken off.',
    example: 'ada',
  })
  @Trimmed()
  @MaxLength(254)
  @IsString()
  username: string;

  @PasswordField()
  password: string;

  @ApiProperty({
    type: String,
    required: false,
    maxLength: 4_096,
    description:
      'The last refresh token of this device, spent or not, where it keeps no cookies. It opens nothing here.',
    example: 'AZq8EjRWfe-BI0VniavN7w',
  })
  @MayBeAbsent()
  @MaxLength(4_096)
  @IsString()
  refresh_token?: string;
}

/** Accepts the other fields of the OAuth2 password form (RFC 6749, 4.3.2), which mean nothing here. */
export class LoginDto extends CredentialsDto {
  @MayBeAbsent()
  @IsIn(['password'])
  grant_type?: string;

  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  scope?: string;

  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  client_id?: string;

  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  client_secret?: string;
}
