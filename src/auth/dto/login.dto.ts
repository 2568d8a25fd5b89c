import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { PasswordField } from './password-fields.js';

/** Credentials, as JSON or as the OAuth2 password form (RFC 6749, 4.3.2), whose other fields mean nothing here. */
export class LoginDto {
  @ApiProperty({ type: String, maxLength: 254, description: 'The e-mail address or the username.', example: 'ada' })
  @MaxLength(254)
  @IsString()
  username: string;

  @PasswordField()
  password: string;

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
