import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { Trimmed } from '../../common/blanks.js';
import { MayBeAbsent } from '../../common/fields.js';
import { PasswordField } from './password-fields.js';

/** Credentials, as JSON or as the OAuth2 password form (RFC 6749, 4.3.2), whose other fields mean nothing here. */
export class LoginDto {
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
    type: Boolean,
    required: false,
    default: false,
    description: 'For browsers: keep the tokens in cookies, and hand out a CSRF token instead. In JSON only.',
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  use_cookies?: boolean;

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

  @ApiProperty({ type: String, required: false, enum: ['password'], example: 'password' })
  @MayBeAbsent()
  @IsIn(['password'])
  grant_type?: string;

  @ApiProperty({ type: String, required: false, maxLength: 200, description: 'Ignored.', example: '' })
  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  scope?: string;

  @ApiProperty({ type: String, required: false, maxLength: 200, description: 'Ignored.', example: '' })
  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  client_id?: string;

  @ApiProperty({ type: String, required: false, maxLength: 200, description: 'Ignored.', example: '' })
  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  client_secret?: string;
}
