import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { PasswordField } from './password-fields.js';

/** What proves who one is. */
@ApiSchema({ name: 'Credentials' })
export class CredentialsDto {
  @ApiProperty({ type: String, maxLength: 254, description: 'The e-mail address or the username.', example: 'ada' })
  @MaxLength(254)
  @IsString()
  username: string;

  @PasswordField()
  password: string;
}

/** The OAuth2 password form (RFC 6749, 4.3.2); its other fields mean nothing here. */
@ApiSchema({ name: 'PasswordGrant' })
export class LoginDto extends CredentialsDto {
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
