import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { EmailField } from '../../users/dto/user-fields.js';
import { NewPasswordField, PasswordField } from './password-fields.js';

@ApiSchema({ name: 'PasswordResetRequest' })
export class ForgotPasswordDto {
  @EmailField()
  email: string;
}

@ApiSchema({ name: 'PasswordReset' })
export class ResetPasswordDto {
  @ApiProperty({
    type: String,
    maxLength: 200,
    description: 'The token of the mailed link.',
    example: 'AAGavBI0Vn3vgSNFZ4mrze8',
  })
  @MaxLength(200)
  @IsString()
  token: string;

  @NewPasswordField()
  new_password: string;
}

@ApiSchema({ name: 'EmailVerification' })
export class VerifyEmailDto {
  @ApiProperty({
    type: String,
    maxLength: 200,
    description: 'The token of the mailed link.',
    example: 'AQGavBI0Vn3vgSNFZ4mrze8',
  })
  @MaxLength(200)
  @IsString()
  token: string;
}

/** The new address is confirmed with a link that is mailed to it. */
@ApiSchema({ name: 'EmailChange' })
export class ChangeEmailDto {
  @EmailField()
  email: string;

  @PasswordField()
  current_password: string;
}
